/** What stands below a picture of the stage. */
export interface Below {
  /** CSS pixels. */
  height: number;
  /** Draws in CSS pixels from its top left. */
  draw(context: CanvasRenderingContext2D): void;
}

/**
 * Canvases on each other, over a ground, as a PNG of the last one's size, and what stands below them.
 *
 * @param layers bottom first
 */
export function pictureOf(
  layers: readonly HTMLCanvasElement[],
  ground: string,
  below: Below | null,
): Promise<Blob> {
  const { width, height } = layers.at(-1)!;
  const ratio = window.devicePixelRatio || 1;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height + Math.round((below?.height ?? 0) * ratio);
  const context = canvas.getContext('2d')!;
  context.fillStyle = ground;
  context.fillRect(0, 0, width, canvas.height);
  for (const layer of layers) context.drawImage(layer, 0, 0, width, height);
  context.setTransform(ratio, 0, 0, ratio, 0, height);
  below?.draw(context);
  return new Promise((resolve, reject) => {
    const taken = (blob: Blob | null): void =>
      blob === null ? reject(new Error('The browser gave no picture.')) : resolve(blob);
    canvas.toBlob(taken, 'image/png');
  });
}
