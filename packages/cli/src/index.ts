export { command } from './command.js';
export { serveStudio, type StudioServer } from './server/server.js';
