/** What went wrong was printed when it did; only the status is still to be given. */
export class AlreadyTold extends Error {
  constructor(readonly status: number) {
    super('printed already');
  }
}
