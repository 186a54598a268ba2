import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readModel, withGraph } from '../../../src/encode/int8/onnx/model.js';
import { writeNode } from '../../../src/encode/int8/onnx/node.js';
import { ELEMENT, GRAPH, MODEL, TENSOR } from '../../../src/encode/int8/onnx/schema.js';
import { readFloats, writeTensor } from '../../../src/encode/int8/onnx/tensor.js';
import {
  bytesField,
  integers,
  MalformedError,
  messageField,
  readMessage,
  text,
  textField,
  varintField,
  writeMessage,
  type Field,
} from '../../../src/encode/int8/onnx/wire.js';
import { quantiseGraph } from '../../../src/encode/int8/quantise-graph.js';
import { tinyBert, toHalf } from './tiny-bert.js';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

describe('protocol buffers', () => {
  it('are written as they were read, whatever the fields', () => {
    const field = fc.oneof(
      fc.tuple(fc.integer({ min: 1, max: 2 ** 29 - 1 }), int64).map(([n, value]) => varintField(n, value)),
      fc
        .tuple(fc.integer({ min: 1, max: 2 ** 29 - 1 }), fc.uint8Array())
        .map(([n, value]) => bytesField(n, value)),
      // Field 9 as fixed64 and as fixed32, which nothing here writes.
      fc.uint8Array({ minLength: 8, maxLength: 8 }).map((value) => raw([(9 << 3) | 1, ...value])),
      fc.uint8Array({ minLength: 4, maxLength: 4 }).map((value) => raw([(9 << 3) | 5, ...value])),
    );
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        const bytes = writeMessage(fields);
        expect(writeMessage(readMessage(bytes, 'a message'))).toEqual(bytes);
      }),
    );
  });

  it('hold whole numbers of 64 bits with their sign, one to a field or packed', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger()), (values) => {
        const single = writeMessage(values.map((value) => varintField(3, value)));
        const packed = writeMessage([
          bytesField(3, writeMessage(values.map((value) => varintField(1, value))).filter(noTags(values))),
        ]);
        expect(integers(readMessage(single, 'a message'), 3, 'a message')).toEqual(values);
        expect(integers(readMessage(packed, 'a message'), 3, 'a message')).toEqual(values);
      }),
    );
  });

  it('hold text in any script', () => {
    const bytes = writeMessage([textField(1, 'first'), textField(1, 'слово 字 😀')]);
    expect(text(readMessage(bytes, 'a message'), 1, 'a message')).toBe('слово 字 😀');
  });

  it('are refused where they are cut short or of another kind, saying where', () => {
    const read =
      (...bytes: number[]) =>
      () =>
        readMessage(Uint8Array.from(bytes), 'the model');
    expect(read(0x0a, 5, 1, 2)).toThrow(
      /the model must be .*; at byte 0 it has a field of 5 bytes where 2 are left/,
    );
    expect(read(0x08)).toThrow(/the end in the middle of a number/);
    expect(read(0x08, ...Array<number>(11).fill(255))).toThrow(/more than ten bytes/);
    expect(read(0x0b)).toThrow(/wire type 3/);
    expect(read(0x00, 0x00)).toThrow(/a field of number 0/);
    expect(() => text(readMessage(Uint8Array.of(0x0a, 1, 0xff), 'it'), 1, 'it')).toThrow(/UTF-8/);
  });
});

/** One field from its bytes. */
function raw(bytes: number[]): Field {
  return readMessage(Uint8Array.from(bytes), 'a field')[0]!;
}

/** Drops the tag before each number of a message that holds nothing else. */
function noTags(values: number[]): (byte: number, i: number) => boolean {
  const tags = new Set<number>();
  let at = 0;
  for (const value of values) {
    tags.add(at);
    at += varintField(1, value).bytes.length;
  }
  return (_, i) => !tags.has(i);
}

describe('a model', () => {
  it('keeps what is not known, byte for byte, in the model, its graph and its nodes', () => {
    const model = readModel(tinyBert());
    const strange = bytesField(777, Uint8Array.of(1, 2, 3));
    const node = messageField(GRAPH.node, [...writeNode('Identity', ['input_ids'], ['kept']), strange]);
    const output = messageField(GRAPH.output, [textField(1, 'kept'), strange]);
    const inGraph = writeMessage([strange, raw([((1000 % 16) << 3) | 5, 9, 9, 9, 9])]);
    const graph = [...model.graph, node, output, ...readMessage(inGraph, 'the graph')];
    const bytes = writeMessage([...readMessage(withGraph(model, graph), 'the model'), strange]);

    const int8 = readModel(quantiseGraph(bytes));
    expect(int8.fields.map(({ number }) => number)).toEqual([MODEL.irVersion, MODEL.opset, MODEL.graph, 777]);
    expect(bytesOf(int8.fields)).toContain(hex(strange.bytes));
    for (const field of [node, output, ...readMessage(inGraph, 'the graph')]) {
      expect(bytesOf(int8.graph)).toContain(hex(field.bytes));
    }
  });

  it('keeps every node that it does not replace as it was', () => {
    const before = readModel(tinyBert());
    const after = new Set(bytesOf(readModel(quantiseGraph(tinyBert())).graph));
    for (const [field, { op }] of before.nodes) {
      const constantRight = before.graph.some(
        ({ number, value }) =>
          number === GRAPH.initializer &&
          text(readMessage(value, 't'), TENSOR.name, 't') === before.nodes.get(field)!.inputs[1],
      );
      const replaced = op === 'Gemm' || (op === 'MatMul' && constantRight);
      expect(after.has(hex(field.bytes)), op).toBe(!replaced);
    }
  });

  it('is refused, never misread, where bytes of it are lost or changed', () => {
    const whole = tinyBert();
    const attempt = (bytes: Uint8Array): void => {
      try {
        quantiseGraph(bytes);
      } catch (error) {
        if (!(error instanceof MalformedError)) throw error;
      }
    };
    const place = fc.integer({ min: 0, max: whole.length - 1 });
    fc.assert(
      fc.property(place, (length) => attempt(whole.subarray(0, length))),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 20 }), (changes) => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        attempt(bytes);
      }),
      { numRuns: 60 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), attempt));
    expect(() => quantiseGraph(new Uint8Array())).toThrow(/must hold one graph; it holds 0/);
    expect(() => quantiseGraph(new TextEncoder().encode('version https://git-lfs'))).toThrow(MalformedError);
  });

  it('in which a tensor is made from itself is not followed for ever', () => {
    const model = readModel(tinyBert());
    const circle = [
      messageField(GRAPH.node, writeNode('Identity', ['b'], ['a'])),
      messageField(GRAPH.node, writeNode('Identity', ['a'], ['b'])),
      messageField(GRAPH.node, writeNode('MatMul', ['input_ids', 'b'], ['c'])),
    ];
    expect(quantiseGraph(withGraph(model, [...circle, ...model.graph]))).toBeInstanceOf(Uint8Array);
  });
});

describe('the numbers of a tensor', () => {
  const values = Float32Array.of(0, 1, -2.5, 0.000061035156, 1024, -0.333251953125);

  it('are read from bytes, from fields packed or not, and from half precision', () => {
    const head = [varintField(TENSOR.dims, 6), varintField(TENSOR.type, ELEMENT.float)];
    const bytes = new Uint8Array(values.slice().buffer);
    const unpacked = Array.from({ length: 6 }, (_, i) =>
      raw([(4 << 3) | 5, ...bytes.subarray(i * 4, i * 4 + 4)]),
    );
    const halves = Uint16Array.from(values, toHalf);
    for (const tensor of [
      writeTensor('w', ELEMENT.float, [6], values),
      writeMessage([...head, bytesField(TENSOR.floats, bytes)]),
      writeMessage([...head, ...unpacked]),
      writeTensor('w', ELEMENT.float16, [6], halves),
      writeMessage([
        varintField(TENSOR.dims, 6),
        varintField(TENSOR.type, ELEMENT.float16),
        ...Array.from(halves, (half) => varintField(TENSOR.int32s, half)),
      ]),
    ]) {
      const read = readFloats(tensor)!.data;
      read.forEach((value, i) => expect(value).toBeCloseTo(values[i]!, 6));
      expect(read.length).toBe(6);
    }
  });

  it('are refused where there are too few, or where they stand in another file', () => {
    const few = writeTensor('w', ELEMENT.float, [7], values);
    expect(() => readFloats(few)).toThrow(/"w" must hold 7 numbers; it holds 6/);
    const elsewhere = writeMessage([...readMessage(few, 't'), varintField(TENSOR.location, 1)]);
    expect(() => readFloats(elsewhere)).toThrow(/in a file beside it/);
    const odd = writeMessage([
      varintField(TENSOR.type, ELEMENT.float),
      bytesField(TENSOR.raw, new Uint8Array(5)),
    ]);
    expect(() => readFloats(odd)).toThrow(MalformedError);
  });
});

function bytesOf(fields: readonly Field[]): string[] {
  return fields.map(({ bytes }) => hex(bytes));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
