/** What one user may take of the machine. */
export type UserLimits = {
  /** Of all processes of a user together. */
  readonly memoryMb: number;
  readonly cores: number;
  readonly diskGb: number;
  /** Threads of all processes together; 0 where that cannot be limited for each user. */
  readonly threads: number;
  readonly openFiles: number;
};

/** The machine as a class finds it. */
export type ClassMachine = {
  readonly memoryMb: number;
  readonly cores: number;
  /** Runs as root, so that each user can have a Unix user of their own. */
  readonly isRoot: boolean;
  /** systemd is at work, which keeps accounts of groups of processes. */
  readonly hasSystemd: boolean;
};

/** A kernel, its TensorFlow and the server before it need so much. */
const leastMemoryMb = 1500;

/** More than any notebook of the lab takes at its quick size. */
const mostMemoryMb = 4000;

/** Threads of twenty kernels or so. */
const threads = 1000;

/** The limits that a machine allows for so many users, where the teacher has not said. */
export function limitsFor(
  {memoryMb, cores, isRoot}: ClassMachine,
  {
    users,
    asked,
  }: {
    readonly users: number;
    readonly asked: {
      readonly memoryMb: number | undefined;
      readonly cores: number | undefined;
      readonly diskGb: number;
    };
  },
): UserLimits {
  // Not everybody is at the limit at once: a share and a half each.
  const share = Math.floor((1.5 * 0.9 * memoryMb) / users);
  return {
    memoryMb: asked.memoryMb ?? Math.min(Math.max(share, leastMemoryMb), mostMemoryMb, memoryMb),
    cores: Math.min(asked.cores ?? 2, cores),
    diskGb: asked.diskGb,
    threads: isRoot ? threads : 0,
    openFiles: 4096,
  };
}

/** Sentences for the teacher: what keeps users apart here, and what does not. */
export function protections(
  limits: UserLimits,
  machine: ClassMachine,
  {users, tls}: {readonly users: number; readonly tls: boolean},
): string[] {
  const {memoryMb, cores, diskGb} = limits;
  const each = `${memoryMb} MB of memory, ${cores} of ${machine.cores} processors, ${diskGb} GB of disk`;
  return [
    machine.isRoot
      ? "Each user is a Unix user of their own: nobody can read another's files, processes or kernels."
      : "All are the Unix user that you are. Passwords and homes are apart, but code in a cell can read every home, " +
        "and end any process of the class: for people who trust each other. As root, each would be a Unix user of their own.",
    `Each has ${each}.`,
    machine.isRoot && machine.hasSystemd
      ? "Memory, processors and threads are limited by systemd for all processes of a user together."
      : "Memory and disk are looked at every few seconds: cells that are over the limit are ended then. " +
        (machine.isRoot
          ? `A fork bomb stops at ${limits.threads} threads of its user.`
          : "Nothing stops a fork bomb but the limit of your own processes (ulimit -u)."),
    ...(users * memoryMb > machine.memoryMb
      ? [
          `If all ${users} take all of their memory, that is ${Math.round((users * memoryMb) / 1000)} GB; the machine has ` +
            `${Math.round(machine.memoryMb / 1000)}. The cells that take most are ended first.`,
        ]
      : []),
    ...(tls
      ? []
      : [
          "The connection is not encrypted: whoever shares the network can read tokens. For TLS give --certificate and --key.",
        ]),
  ];
}
