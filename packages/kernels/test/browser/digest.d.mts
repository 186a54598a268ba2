export function digest(
  kernels: typeof import('@parallax-map/kernels'),
  threads: number,
): Promise<{ threads: number; bytes: Record<string, string> }>;
