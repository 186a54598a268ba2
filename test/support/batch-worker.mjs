import { command } from '@parallax-map/cli';

/** Runs command lines one after the other in one process: what they print and their exit status go to the parent. */
process.on('message', async ({ args, cwd }) => {
  const printed = { out: '', err: '' };
  const writes = { out: process.stdout.write, err: process.stderr.write };
  process.stdout.write = take(printed, 'out');
  process.stderr.write = take(printed, 'err');
  process.chdir(cwd);
  const status = await command(args, new globalThis.AbortController().signal);
  process.stdout.write = writes.out;
  process.stderr.write = writes.err;
  process.send({ status, ...printed });
});

function take(printed, name) {
  return (text, encoding, done) => {
    printed[name] += text.toString();
    (typeof encoding === 'function' ? encoding : done)?.();
    return true;
  };
}
