/**
 * Stands in for the shaders that deck.gl and luma.gl carry for WebGPU. The map draws on WebGL2 alone, where they are
 * never read; left in, they would be a twenty-fifth of the offline page.
 */
export const fp64arithmeticWGSL = '';
export const projectWGSL = '';
export function getShaderWGSL(): string {
  return '';
}
export default '';
