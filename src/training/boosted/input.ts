import {exampleSize} from "../../datasets/dataset";
import type {Dataset} from "../../datasets/dataset";
import {fitScaling} from "../../datasets/scaling";
import type {BoostedInput} from "../../models/resfgb-model";
import {requireWhole} from "../../numerics/require-number";
import type {ResfgbRecipe} from "./recipes";

/**
 * How raw rows become features, fitted on the training rows alone.
 *
 *     standard    (x − mean) / deviation
 *     unit        (x − least) / (most − least)
 *     none        x
 *
 * A column that never varies in them is only centred.
 */
export function fittedInput(
  train: Dataset,
  {scaling, padding}: Pick<ResfgbRecipe, "scaling" | "padding">,
): BoostedInput {
  requireWhole("padding", padding, {from: 0, of: "coordinates"});
  const columns = exampleSize(train);
  const [centre, scale] = scaleOf(train, {scaling, columns}).map((numbers) =>
    Float32Array.from(numbers),
  );
  const odd = scale.findIndex((spread) => !Number.isFinite(spread));
  if (odd >= 0) {
    throw new RangeError(
      `${train.name} column ${odd + 1} spreads too wide for single precision: bring it to another unit`,
    );
  }
  return {
    columns,
    padding,
    ...(train.columns === undefined ? {} : {names: train.columns}),
    ...(train.origin === undefined ? {} : {origin: train.origin}),
    centre: {shape: [columns], values: centre},
    scale: {shape: [columns], values: scale.map((spread) => spread || 1)},
  };
}

function scaleOf(
  train: Dataset,
  {scaling, columns}: {scaling: ResfgbRecipe["scaling"]; columns: number},
): [ArrayLike<number>, ArrayLike<number>] {
  switch (scaling) {
    case "none":
      return [new Float64Array(columns), new Float64Array(columns).fill(1)];
    case "standard": {
      const {means, deviations} = fitScaling(train);
      return [means, deviations];
    }
    case "unit": {
      const least = new Float64Array(columns).fill(Infinity);
      const most = new Float64Array(columns).fill(-Infinity);
      train.features.forEach((value, at) => {
        const column = at % columns;
        least[column] = Math.min(least[column], value);
        most[column] = Math.max(most[column], value);
      });
      return [least, most.map((value, column) => value - least[column])];
    }
  }
}
