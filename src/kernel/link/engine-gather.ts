import type {EngineEvent} from "../protocol";

type Stream = Extract<EngineEvent, {type: "stream"}>;

/** Joins prints that arrive together into one event: a client need not hear of every line. */
export class StreamGatherer {
  readonly #onEvent: (event: Stream) => void;
  #stream: Stream | null = null;

  constructor(onEvent: (event: Stream) => void) {
    this.#onEvent = onEvent;
  }

  add(stream: Stream): void {
    if (stream.cell === this.#stream?.cell && stream.name === this.#stream.name)
      return this.more(stream.text);
    this.flush();
    this.#stream = stream;
  }

  /** Text that continues the stream added last. */
  more(text: string): void {
    if (this.#stream) this.#stream = {...this.#stream, text: this.#stream.text + text};
  }

  flush(): void {
    const stream = this.#stream;
    if (!stream?.text) return;
    this.#stream = {...stream, text: ""};
    this.#onEvent(stream);
  }
}
