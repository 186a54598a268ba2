import { config } from 'zod';

// Imported before any schema is made: the page's policy forbids the code that zod would write at run time, and even to
// try counts as an offence.
config({ jitless: true });
