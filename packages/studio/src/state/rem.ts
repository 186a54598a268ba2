/** Lengths given in rem, as CSS pixels: type and what stands around it grow on wide screens (styles/base.css). */
export function rem(length: number): number {
  return length * parseFloat(getComputedStyle(document.documentElement).fontSize);
}
