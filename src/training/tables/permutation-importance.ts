import type {MixedTable} from "../../datasets/mixed-table";
import {columnAt} from "../../datasets/tables/column";
import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import type {TableModel} from "./fit-table";
import {scoreTable} from "./predict-table";

/** What a model loses when it cannot see a column: means over the shuffles, and their range. */
export type ColumnImportance = {
  readonly column: string;
  readonly accuracyDrop: number;
  readonly low: number;
  readonly high: number;
  readonly logLossRise: number;
};

/**
 * How much a model relies on each column of a table, the most first: what shuffling it among the rows
 * costs on rows whose classes are known, best on ones that were not learned from.
 *
 * Columns that say the same stand in for one another: each alone then looks unimportant.
 *
 *     repeats    shuffles of each column, default 5
 */
export function permutationImportance(
  model: TableModel,
  table: MixedTable,
  {random, repeats = 5}: {readonly random: Random; readonly repeats?: number},
): ColumnImportance[] {
  requireWhole("repeats", repeats, {from: 1, of: "shuffles"});
  const whole = scoreTable(model, table);
  const rows = model.encoding.columns.map(({name}) => {
    const drops: number[] = [];
    let rise = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = random.child(`${name} ${repeat}`).permutation(table.rows);
      const columns = table.columns.map((column) =>
        column.name === name ? columnAt(column, order) : column,
      );
      const {accuracy, logLoss} = scoreTable(model, {...table, columns});
      drops.push(whole.accuracy - accuracy);
      rise += (logLoss - whole.logLoss) / repeats;
    }
    return {
      column: name,
      accuracyDrop: drops.reduce((sum, drop) => sum + drop, 0) / repeats,
      low: Math.min(...drops),
      high: Math.max(...drops),
      logLossRise: rise,
    };
  });
  return rows.sort((a, b) => b.accuracyDrop - a.accuracyDrop || b.logLossRise - a.logLossRise);
}
