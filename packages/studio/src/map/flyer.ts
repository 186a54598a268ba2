import type { MapView } from '@parallax-map/core';
import type { Camera } from './camera.js';
import { ease, flight } from './flight.js';
import { Motion } from './motion.js';

/** Flies a camera over time, one flight at a time. */
export class Flyer {
  private readonly motion = new Motion();

  /** @param move told where the camera is, each frame */
  constructor(private readonly move: (camera: Camera) => void) {}

  fly(from: Camera, to: Camera, view: MapView, milliseconds: number): void {
    const way = flight(from, to, view);
    this.motion.run(milliseconds, (part) => this.move(part < 1 ? way(ease(part)) : to));
  }

  /** Ends the flight where it is. */
  stop(): void {
    this.motion.stop();
  }
}
