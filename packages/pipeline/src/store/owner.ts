import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told apart from a later one that was given the same number. */
export interface Owner {
  host: string;
  pid: number;
  /** Boot of the machine and start of the process; null where the system does not tell. */
  started: string | null;
}

/** This process. */
export function self(): Owner {
  return { host: hostname(), pid: process.pid, started: startOf(process.pid) };
}

/** Whether the process still runs; a process on another machine cannot be asked, so it counts as alive. */
export function isAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = startOf(owner.pid);
  return owner.started === null || started === null || started === owner.started;
}

/** A name that nobody else uses, from which {@link ownerOfName} reads who made it. */
export function ownName(): string {
  const host = Buffer.from(hostname()).toString('hex');
  return `${host}-${process.pid}-${randomBytes(6).toString('hex')}`;
}

/** Who made a name; undefined where it is not one of ours. */
export function ownerOfName(name: string): Owner | undefined {
  const match = /^((?:[0-9a-f]{2})*)-(\d+)-[0-9a-f]{12}$/.exec(name);
  if (!match) return undefined;
  const [, host = '', pid = ''] = match;
  return { host: Buffer.from(host, 'hex').toString(), pid: Number(pid), started: null };
}

/** The process a parsed file names; throws where it names none. */
export function readOwner(value: unknown): Owner {
  const { host, pid, started } = value as Record<string, unknown>;
  const known = typeof host === 'string' && Number.isInteger(pid) && Number(pid) > 0;
  if (!known || (started !== null && typeof started !== 'string')) throw new Error('names no process');
  return { host, pid: Number(pid), started };
}

/** Linux says when a process started; elsewhere its number has to do. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; the start is the 20th field behind it (proc_pid_stat(5), field 22).
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? null : `${boot}:${ticks}`;
  } catch {
    return null;
  }
}
