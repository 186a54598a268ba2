import type { MapView } from '@parallax-map/core';
import type { Camera } from './camera.js';
import { ease, flight } from './flight.js';

/** Flies a camera over time, one flight at a time; who wants less motion is there at once. */
export class Flyer {
  private frame = 0;

  /** @param move told where the camera is, each frame */
  constructor(private readonly move: (camera: Camera) => void) {}

  fly(from: Camera, to: Camera, view: MapView, milliseconds: number): void {
    this.stop();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.move(to);
      return;
    }
    const way = flight(from, to, view);
    const begun = performance.now();
    const step = (now: number) => {
      const part = Math.min(1, Math.max(0, (now - begun) / milliseconds));
      this.move(way(ease(part)));
      this.frame = part < 1 ? requestAnimationFrame(step) : 0;
    };
    this.frame = requestAnimationFrame(step);
  }

  /** Ends the flight where it is. */
  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }
}
