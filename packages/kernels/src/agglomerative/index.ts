export { agglomerate, type AgglomerateOptions } from './agglomerate.js';
export { cutTree, type Cut } from './cut-tree.js';
export type { LinkageMethod } from './update.js';
