/**
 * Canvases on each other, over a ground, as a PNG of the last one's size.
 *
 * @param layers bottom first
 */
export function pictureOf(layers: readonly HTMLCanvasElement[], ground: string): Promise<Blob> {
  const { width, height } = layers.at(-1)!;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d')!;
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  for (const layer of layers) context.drawImage(layer, 0, 0, width, height);
  return new Promise((resolve, reject) => {
    const taken = (blob: Blob | null): void =>
      blob === null ? reject(new Error('The browser gave no picture.')) : resolve(blob);
    canvas.toBlob(taken, 'image/png');
  });
}
