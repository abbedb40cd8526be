/** Asks the reader for a line of text; resolves to what they typed. */
declare function input(prompt?: string, options?: {password?: boolean}): Promise<string>;

/** Asks the reader a yes-or-no question. */
declare function confirm(question: string): Promise<boolean>;
