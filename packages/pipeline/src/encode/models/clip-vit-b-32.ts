/**
 * CLIP ViT-B/32 (Radford et al. 2021, MIT) as the hub has it in ONNX: 512 dimensions. No hash of it is built in; the
 * first run pins its commit and the hashes of its files in `models.lock.json`, as with any model of the hub.
 */
export const CLIP_VIT_B_32 = 'Xenova/clip-vit-base-patch32';
