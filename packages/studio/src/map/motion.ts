/** Something that happens over time, one after the other; who wants less motion is at its end at once. */
export class Motion {
  private frame = 0;

  /** @param step told each frame which part of the time has gone, 0 to 1; 1 is told once */
  run(milliseconds: number, step: (part: number) => void): void {
    this.stop();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return step(1);
    const begun = performance.now();
    const tick = (now: number) => {
      const part = Math.min(1, Math.max(0, (now - begun) / milliseconds));
      this.frame = part < 1 ? requestAnimationFrame(tick) : 0;
      step(part);
    };
    this.frame = requestAnimationFrame(tick);
  }

  /** Ends it where it is. */
  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }
}
