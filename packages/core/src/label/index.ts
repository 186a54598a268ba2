export * from './class-tf-idf.js';
export * from './central-rows.js';
export * from './content-words.js';
export * from './label-levels.js';
export * from './describe-topics.js';
