import { callerPool, createPool, exp, log, random, type NeighborGraph } from '@parallax-map/kernels';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileKernel } from '../../src/threads/kernel.js';
import { edgeWeights, meanDistance, type EdgeWeights } from '../../src/umap/edge-weights.js';
import { wasm } from '../../src/wasm/fuzzy-set.generated.js';
import { bytes, cloud, neighbors } from './support.js';

describe("the kernel's exponential", async () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = await WebAssembly.instantiate(await compileKernel(wasm, false), { env: { memory } });
  const kernelExp = exports.exp as (x: number) => number;

  it.each([
    { where: 'where weights lie', min: -40, max: 0 },
    { where: 'over all results that are not 0 or infinite', min: -746, max: 710 },
    { where: 'where results are subnormal', min: -745.3, max: -707 },
    { where: 'near 0', min: -1e-7, max: 1e-7 },
    { where: 'over all numbers', min: -Number.MAX_VALUE, max: Number.MAX_VALUE },
  ])('is that of src/math to the bit $where', ({ min, max }) => {
    fc.assert(
      fc.property(fc.double({ min, max, noNaN: true }), (x) => Object.is(kernelExp(x), exp(x))),
      { numRuns: 5000 },
    );
  });

  it('is that of src/math at halves of ln 2, where it rounds, and at the edges', () => {
    for (let half = -2160; half <= 2050; half++) {
      const x = (half / 2) * Math.LN2;
      for (const near of [x, x * (1 + 2 ** -52), x * (1 - 2 ** -53)]) expect(kernelExp(near)).toBe(exp(near));
    }
    const edges = [
      0,
      1,
      Infinity,
      709,
      709.8,
      709.9,
      745.13,
      745.2,
      745.3,
      708,
      708.1,
      Number.MIN_VALUE,
      NaN,
    ];
    for (const x of edges) for (const signed of [x, -x]) expect(kernelExp(signed)).toBe(exp(signed));
  });
});

describe('edge weights', () => {
  const options = { localConnectivity: 1, sorted: false, pool: callerPool() };

  it.each([0, 0.5, 1, 1.3, 2, 5.000001, 6.5, 20, Infinity])(
    'are to the bit those of a plain loop, with %d certain neighbours',
    async (localConnectivity) => {
      for (const graph of oddGraphs()) {
        const overallMean = meanDistance(graph.distances, graph.k);
        const found = await edgeWeights(graph, { ...options, localConnectivity, overallMean }, {});
        expect(found).toEqual(inPlainLoops(graph, localConnectivity, overallMean));
      }
    },
  );

  it('are to the bit those of a plain loop for 1, 2 and 3 threads', async () => {
    const graph = await neighbors(cloud(2200, 4));
    const overallMean = meanDistance(graph.distances, graph.k);
    const expected = inPlainLoops(graph, 1.3, overallMean);
    for (const threads of [1, 2, 3]) {
      const pool = await createPool(threads);
      const found = await edgeWeights(graph, { ...options, localConnectivity: 1.3, overallMean, pool }, {});
      pool.close();
      for (const name of ['rho', 'sigma', 'values'] as const)
        expect(bytes({ data: found[name] }).equals(bytes({ data: expected[name] }))).toBe(true);
    }
  });

  it('go with their edges when these are sorted', async () => {
    const graph = await neighbors(cloud(300, 3), 9);
    const overallMean = meanDistance(graph.distances, 9);
    const given = await edgeWeights(graph, { ...options, overallMean }, {});
    expect(given.indices).toEqual(graph.indices);
    const sorted = await edgeWeights(graph, { ...options, overallMean, sorted: true }, {});
    for (let from = 0; from < 2700; from += 9) {
      const edges = Array.from({ length: 9 }, (_, e) => [given.indices[from + e]!, given.values[from + e]!]);
      edges.sort(([one], [other]) => one! - other!);
      expect([...sorted.indices.subarray(from, from + 9)]).toEqual(edges.map(([end]) => end));
      expect([...sorted.values.subarray(from, from + 9)]).toEqual(edges.map(([, value]) => value));
    }
  });
});

/** Rows of few and of many neighbours, at distances that are equal, 0, tiny, huge, or of all sizes at once. */
function oddGraphs(): NeighborGraph[] {
  const draws = random(7, 'test.distances');
  const sizes = [(x: number) => x, (x: number) => 2 ** (250 * x - 150), (x: number) => Math.floor(4 * x)];
  return [1, 2, 5, 6, 40].flatMap((k) =>
    sizes.map((sizeOf) => {
      const distances = Float32Array.from({ length: 60 * k }, (_, e) => sizeOf(draws.uniform(e)));
      for (let from = 0; from < distances.length; from += k) distances.subarray(from, from + k).sort();
      return { rows: 60, k, distances, indices: new Uint32Array(60 * k) };
    }),
  );
}

/** The same by its definition, a row at a time. */
function inPlainLoops(
  { rows, k, indices, distances }: NeighborGraph,
  localConnectivity: number,
  overallMean: number,
): EdgeWeights {
  const rho = new Float64Array(rows);
  const sigma = new Float64Array(rows);
  const values = new Float32Array(rows * k);
  for (let i = 0; i < rows; i++) {
    const row = [...distances.subarray(i * k, (i + 1) * k)];
    const certain = certainDistance(row, localConnectivity);
    const gaps = row.filter((distance) => distance > certain).map((distance) => distance - certain);
    const mean = row.reduce((sum, distance) => sum + distance / (k + 1), 0);
    const target = log(k + 1) / Math.LN2 - (k - gaps.length);
    rho[i] = certain;
    sigma[i] = Math.max(scaleFor(gaps, target), 1e-3 * (certain > 0 ? mean : overallMean));
    row.forEach((distance, e) => {
      const beyond = distance - certain;
      values[i * k + e] = beyond <= 0 || sigma[i] === 0 ? 1 : exp(-beyond / sigma[i]!);
    });
  }
  return { indices, values, rho, sigma };
}

function certainDistance(row: readonly number[], localConnectivity: number): number {
  const apart = row.filter((distance) => distance > 0);
  if (apart.length < localConnectivity) return apart.at(-1) ?? 0;
  const whole = Math.floor(localConnectivity);
  const part = localConnectivity - whole;
  if (whole === 0) return part * (apart[0] ?? 0);
  const below = apart[whole - 1]!;
  return part > 1e-5 ? below + part * (apart[whole]! - below) : below;
}

function scaleFor(gaps: readonly number[], target: number): number {
  if (!(target > 1e-6)) return 0;
  const mean = gaps.reduce((sum, gap) => sum + gap / gaps.length, 0);
  if (gaps.length <= target) return mean / 1e-6;
  let [scale, low, high] = [mean, 0, Infinity];
  for (let step = 0; step < 64; step++) {
    const shares = gaps.map((gap) => gap / scale);
    const off = shares.reduce((sum, share) => sum + exp(-share), 0) - target;
    const slope = shares.reduce((sum, share) => sum + share * exp(-share), 0);
    if (Math.abs(off) < 1e-6) break;
    if (off > 0) high = scale;
    else low = scale;
    const newton = scale * exp(-off / slope);
    const halved = high === Infinity ? 2 * scale : (low + high) / 2;
    scale = newton > low && newton < high ? newton : halved;
  }
  return scale;
}
