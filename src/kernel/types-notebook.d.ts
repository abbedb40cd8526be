/** Asks the reader for a line of text; resolves to what they typed. */
declare function input(prompt?: string, options?: {password?: boolean}): Promise<string>;

/** Asks the reader a yes-or-no question. */
declare function confirm(question: string): Promise<boolean>;

/** Asks the reader for a line of text, as input() does; an empty answer counts as `initial`. */
declare function prompt(message?: string, initial?: string): Promise<string>;

/** Prints a message. */
declare function alert(message?: unknown): void;
