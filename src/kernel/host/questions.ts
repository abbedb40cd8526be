import type {Message} from "./messages";
import type {Origin} from "./cell-outputs";
import type {Engine, EngineEvent} from "../protocol";
import type {Sender} from "./sender";

type Question = {readonly cell: string; readonly id: number; readonly engine: Engine};

/** Carries questions of running cells to the client that sent them, and its answers back. */
export class Stdin {
  readonly #sender: Pick<Sender, "ask">;
  /** Open questions by the id of their message, oldest first. */
  readonly #open = new Map<string, Question>();

  constructor(sender: Pick<Sender, "ask">) {
    this.#sender = sender;
  }

  ask(
    event: Extract<EngineEvent, {type: "input"}>,
    {engine, origin}: {engine: Engine; origin: Origin},
  ) {
    const {cell, id, prompt, password} = event;
    this.#open.set(this.#sender.ask({prompt, password}, origin), {cell, id, engine});
  }

  /** Some clients name the question they answer, others do not and mean the oldest. */
  answer({parent, content}: Message): void {
    const key = parent.msg_id ?? [...this.#open.keys()][0];
    const question = this.#open.get(key ?? "");
    if (key === undefined || !question) return;
    this.#open.delete(key);
    question.engine.answerInput(question.id, String(content["value"] ?? ""));
  }

  /** The cell has ended: nobody waits for its answers. */
  forget(cell: string): void {
    for (const [key, question] of this.#open) if (question.cell === cell) this.#open.delete(key);
  }
}
