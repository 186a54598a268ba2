import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLinkage, encodeLinkage, KernelInputError, singleLinkage } from '@parallax-map/kernels';

const data = Float32Array.from({ length: 80 }, (_, i) => Math.sin(i * i));

test('a linkage tree comes back from its bytes as it was', async () => {
  for (const rows of [1, 2, 40]) {
    const linkage = await singleLinkage({ data: data.subarray(0, rows * 2), rows, cols: 2 });
    expect(decodeLinkage(encodeLinkage(linkage))).toEqual(linkage);
  }
});

test('bytes cut short, changed or made up give an error or a tree, never anything else', async () => {
  const whole = encodeLinkage(await singleLinkage({ data, rows: 40, cols: 2 }));
  expect(() => decodeLinkage(whole.subarray(0, whole.length - 1))).toThrow('must take 636 bytes; got 635');
  expect(() => decodeLinkage(new Uint8Array(3))).toThrow('PXLT');
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
      const bytes = whole.slice();
      bytes[at] = value;
      try {
        expect(encodeLinkage(decodeLinkage(bytes))).toEqual(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(KernelInputError);
      }
    }),
  );
});
