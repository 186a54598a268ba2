export { serveStudio, type StudioServer } from './server/server.js';
