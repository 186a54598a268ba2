const REST_MS = 250;

/** Tells once the camera has stood for a while and nobody holds the map: the page is rendered for it. */
export class Rest {
  held = false;
  private timer = 0;

  constructor(private readonly tell: () => void) {}

  /** The camera moved. */
  moved(): void {
    this.stop();
    this.timer = window.setTimeout(() => (this.held ? this.moved() : this.tell()), REST_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
