import CProcessor
import KernelTable

/// See `KernelTable.SparseForward`.
///
/// Narrow layers add four inputs at a time into four sums, since one chain of additions would wait for its own latency;
/// wide ones keep four vectors of outputs in flight instead.
package func sparseForward(
  _ rows: SparseRows, _ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
  _ weighted: UnsafeMutablePointer<Float>, _ columns: Int
) {
  var result = weighted
  for row in 0..<rows.count {
    let example = Int(rows.order[row])
    let first = rows.entries + rows.offsets[example]
    let count = rows.offsets[example &+ 1] &- rows.offsets[example]
    prefetch(rows, after: row)
    var column = 0
    while column &+ 64 <= columns {
      fourVectors(first, count, rows.values, weights + column, columns, bias + column, result + column)
      column &+= 64
    }
    while column < columns {
      oneVector(first, count, rows.values, weights + column, columns, bias + column, result + column)
      column &+= Vector.scalarCount
    }
    result += columns
  }
}

/// See `KernelTable.SparseGradient`.
package func sparseGradient(
  _ rows: SparseRows, _ inputs: Range<Int>, _ sensitivity: UnsafePointer<Float>,
  _ gradient: UnsafeMutablePointer<Float>, _ columns: Int
) {
  var delta = sensitivity
  for row in 0..<rows.count {
    let example = Int(rows.order[row])
    let begin = rows.offsets[example]
    let end = rows.offsets[example &+ 1]
    let first = lowerBound(rows.entries, begin, end, inputs.lowerBound)
    let last = lowerBound(rows.entries, first, end, inputs.upperBound)
    if columns == Vector.scalarCount {
      addOuterProduct(rows, first, last, inputs.lowerBound, load(delta), gradient)
    } else {
      addOuterProduct(rows, first, last, inputs.lowerBound, delta, gradient, columns)
    }
    delta += columns
  }
}

/// Asks for what rows further on will read, which lies anywhere in memory: twelve rows ahead where their entries are, six
/// rows ahead the entries. That is a microsecond for narrow layers, and memory answers within a tenth of one.
@inline(__always)
private func prefetch(_ rows: SparseRows, after row: Int) {
  let end = rows.count &+ rows.following
  let far = row &+ 12
  if far < end { processor_prefetch(rows.offsets + Int(rows.order[far])) }
  let near = row &+ 6
  guard near < end else { return }
  let example = Int(rows.order[near])
  var entry = rows.offsets[example]
  let last = rows.offsets[example &+ 1]
  while entry < last {
    processor_prefetch(rows.entries + entry)
    entry &+= 16
  }
}

@inline(__always)
private func oneVector(
  _ entries: UnsafePointer<UInt32>, _ count: Int, _ values: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
  _ stride: Int, _ bias: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
) {
  var sum0 = load(bias)
  var sum1 = Vector(repeating: 0)
  var sum2 = Vector(repeating: 0)
  var sum3 = Vector(repeating: 0)
  var index = 0
  while index &+ 4 <= count {
    sum0 = addInput(sum0, entries[index], values, weights, stride)
    sum1 = addInput(sum1, entries[index &+ 1], values, weights, stride)
    sum2 = addInput(sum2, entries[index &+ 2], values, weights, stride)
    sum3 = addInput(sum3, entries[index &+ 3], values, weights, stride)
    index &+= 4
  }
  while index < count {
    sum0 = addInput(sum0, entries[index], values, weights, stride)
    index &+= 1
  }
  store((sum0 + sum1) + (sum2 + sum3), result)
}

@inline(__always)
private func addInput(
  _ sum: Vector, _ entry: UInt32, _ values: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ stride: Int
) -> Vector {
  multiplyAdd(sum, splat(values[Int(entry & 255)]), load(weights + Int(entry &>> 8) &* stride))
}

@inline(__always)
private func fourVectors(
  _ entries: UnsafePointer<UInt32>, _ count: Int, _ values: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
  _ stride: Int, _ bias: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
) {
  var sum0 = load(bias)
  var sum1 = load(bias + 16)
  var sum2 = load(bias + 32)
  var sum3 = load(bias + 48)
  for index in 0..<count {
    let entry = Int(entries[index])
    let value = splat(values[entry & 255])
    let row = weights + (entry &>> 8) &* stride
    sum0 = multiplyAdd(sum0, value, load(row))
    sum1 = multiplyAdd(sum1, value, load(row + 16))
    sum2 = multiplyAdd(sum2, value, load(row + 32))
    sum3 = multiplyAdd(sum3, value, load(row + 48))
  }
  store(sum0, result)
  store(sum1, result + 16)
  store(sum2, result + 32)
  store(sum3, result + 48)
}

/// One vector of outputs: the sensitivities stay in a register.
@inline(__always)
private func addOuterProduct(
  _ rows: SparseRows, _ first: Int, _ last: Int, _ firstInput: Int, _ delta: Vector,
  _ gradient: UnsafeMutablePointer<Float>
) {
  var index = first
  while index < last {
    let entry = Int(rows.entries[index])
    let row = gradient + ((entry &>> 8) &- firstInput) &* Vector.scalarCount
    store(multiplyAdd(load(row), splat(rows.values[entry & 255]), delta), row)
    index &+= 1
  }
}

@inline(__always)
private func addOuterProduct(
  _ rows: SparseRows, _ first: Int, _ last: Int, _ firstInput: Int, _ delta: UnsafePointer<Float>,
  _ gradient: UnsafeMutablePointer<Float>, _ columns: Int
) {
  var index = first
  while index < last {
    let entry = Int(rows.entries[index])
    let row = gradient + ((entry &>> 8) &- firstInput) &* columns
    let value = splat(rows.values[entry & 255])
    var column = 0
    while column < columns {
      store(multiplyAdd(load(row + column), value, load(delta + column)), row + column)
      column &+= Vector.scalarCount
    }
    index &+= 1
  }
}

/// The first entry in `begin ..< end` whose input is at least `input`.
@inline(__always)
private func lowerBound(_ entries: UnsafePointer<UInt32>, _ begin: Int, _ end: Int, _ input: Int) -> Int {
  // The whole row is the usual case: look at its ends before searching.
  if begin == end || Int(entries[begin] &>> 8) >= input { return begin }
  if Int(entries[end &- 1] &>> 8) < input { return end }
  var low = begin
  var high = end
  while low < high {
    let middle = (low &+ high) &>> 1
    if Int(entries[middle] &>> 8) < input { low = middle &+ 1 } else { high = middle }
  }
  return low
}
