/** Absolute path of the folder that the local server serves at `/`; it holds index.html once built. */
export declare const liveFolder: string;

/**
 * The studio as one HTML page that asks no network. It holds the comment `<!--parallax:data-->` once, where the
 * data's script elements go (see OFFLINE_SLOT and OFFLINE_IDS in @parallax-map/core).
 *
 * @throws Error when the studio is not built, with the command that builds it.
 */
export declare function offlineShell(): Promise<string>;
