import KernelTable

extension Kernels {
  /// The name of the reference table.
  static let referenceName = "reference"
}

/// The reference: each kernel as the plainest loop that defines it. It adds in the order of the loops and uses the
/// functions of `Elementary`, so its bits are the same on every machine.
func referenceKernelTable() -> KernelTable {
  KernelTable(
    name: Kernels.referenceName,
    multiply: { product in
      for row in 0..<product.rows {
        let result = product.result + row * product.resultStride
        for column in 0..<product.columns {
          var sum: Float
          switch product.start {
          case .zero: sum = 0
          case .row(let start): sum = start[column]
          case .result: sum = result[column]
          }
          for k in 0..<product.depth {
            let left = product.left[row * product.leftRowStride + k * product.leftDepthStride]
            sum += left * product.right(k, column)
          }
          result[column] = sum
        }
      }
    },
    narrowForward: { rows, weights, start, weighted in
      for row in 0..<rows.count {
        for column in 0..<KernelTable.width {
          var sum: Float = 0
          rows.forEachEntry(of: row, in: rows.halves.lowerBound, first: 0) { input, value in
            sum += value * weights[input * KernelTable.width + column]
          }
          let result = weighted + row * KernelTable.width + column
          switch start {
          case .zero: result.pointee = sum
          case .row(let bias): result.pointee = bias[column] + sum
          case .result: result.pointee += sum
          }
        }
      }
    },
    narrowGradient: { rows, sensitivity, sums in
      for row in 0..<rows.count {
        rows.forEachEntry(of: row, in: rows.halves.lowerBound, first: 0) { input, value in
          for column in 0..<KernelTable.width {
            sums[input * KernelTable.width + column] += value * sensitivity[row * KernelTable.width + column]
          }
        }
      }
    },
    unpack: { rows, unpacked in
      for row in 0..<rows.count {
        var count = 0
        for half in rows.halves {
          rows.forEachEntry(of: row, in: half, first: half == 0 ? 0 : rows.middle) { input, value in
            unpacked.inputs[row * unpacked.pitch + count] = UInt32(input)
            unpacked.values[row * unpacked.pitch + count] = value
            count += 1
          }
        }
        unpacked.counts[row] = count
      }
    },
    sparseForward: { rows, weights, bias, weighted, columns in
      for row in 0..<rows.count {
        let result = weighted + row * columns
        for column in 0..<columns { result[column] = bias[column] }
        rows.forEachEntry(of: row) { input, value in
          for column in 0..<columns { result[column] += value * weights[input * columns + column] }
        }
      }
    },
    scatter: { rows, block in
      for row in 0..<rows.count {
        for half in rows.halves {
          rows.forEachByte(of: row, in: half, first: half == 0 ? 0 : rows.middle) { input, byte in
            block.bytes[input * InputBlocks.rows + row] |= byte
          }
        }
      }
    },
    blockForward: nil,
    blockGradient: { blocks, inputs, sensitivity, sums, columns, continues in
      for input in inputs {
        let result = sums + (input - inputs.lowerBound) * columns
        if !continues { result.update(repeating: 0, count: columns) }
        for row in 0..<blocks.rowCount {
          let (block, rowOfBlock) = row.quotientAndRemainder(dividingBy: blocks.rowsOfBlock)
          let bytes = blocks.bytes + block * InputBlocks.pitch(inputs: blocks.inputs) + input * InputBlocks.rows
          let value = Float(bytes[rowOfBlock]) / 255
          if value == 0 { continue }
          for column in 0..<columns { result[column] += value * sensitivity[row * columns + column] }
        }
      }
    },
    activations: .init(
      sigmoid: elementwise(.sigmoid), tanh: elementwise(.tanh), relu: elementwise(.relu),
      leakyReLU: elementwise(.leakyReLU), elu: elementwise(.elu), selu: elementwise(.selu),
      softplus: elementwise(.softplus), mish: elementwise(.mish), gelu: elementwise(.gelu), silu: elementwise(.silu),
      identity: elementwise(.identity)),
    softmax: { weighted, activation, rows, outputs, columns in
      for row in 0..<rows {
        let z = weighted + row * columns
        let a = activation + row * columns
        var largest = z[0]
        for j in 0..<outputs where z[j] > largest { largest = z[j] }
        var sum: Float = 0
        for j in 0..<outputs { sum += Float.exp(z[j] - largest) }
        for j in 0..<outputs { a[j] = Float.exp(z[j] - largest) / sum }
        for j in outputs..<columns { a[j] = 0 }
      }
    },
    exponential: { weighted, activation, slope, count in
      for index in 0..<count {
        activation[index] = Float.exp(weighted[index])
        if let slope { slope[index] = activation[index] }
      }
    },
    costs: .init(
      quadratic: { layer in
        layer.forEachRow { z, a, y, slope in ((a - y) * (a - y) / 2, (a - y) * slope) }
      },
      absolute: { layer in
        layer.forEachRow { _, a, y, slope in (abs(a - y), sign(a - y) * slope) }
      },
      huber: { layer in
        let delta = layer.coefficients[0]
        layer.forEachRow { _, a, y, slope in
          let g = clipped(a - y, to: delta)
          return (g * (a - y - g / 2), g * slope)
        }
      },
      quantile: { layer in
        layer.forEachOutput { _, a, y, slope, quantile in
          let g = pinballSlope(a - y, quantile)
          return (g * (a - y), g * slope)
        }
      },
      poisson: { layer in
        layer.forEachRow { z, a, y, _ in (a - y * z, a - y) }
      },
      sigmoidCrossEntropy: { layer in
        layer.forEachRow { z, a, y, _ in
          (max(z, 0) + Float.logOnePlus(Float.exp(-abs(z))) - y * z, a - y)
        }
      },
      softmaxCrossEntropy: { layer in
        layer.forEachRow { _, a, y, _ in (0, a - y) }
        for row in 0..<layer.rows {
          let z = layer.weighted + row * layer.columns
          let y = layer.target + row * layer.columns
          var largest = z[0]
          for j in 0..<layer.outputs where z[j] > largest { largest = z[j] }
          var powers: Float = 0
          for j in 0..<layer.outputs { powers += Float.exp(z[j] - largest) }
          var cost = Float.log(powers)
          for j in 0..<layer.outputs { cost -= y[j] * (z[j] - largest) }
          layer.costs[row] = cost
        }
      }),
    addElements: { x, y, count in
      for index in 0..<count { x[index] += y[index] }
    },
    multiplyElements: { x, y, count in
      for index in 0..<count { x[index] *= y[index] }
    },
    steps: .init(
      sgd: { run, factors in
        for i in 0..<run.count {
          let g = run.gradient[i] + factors.l2 * run.parameters[i]
          run.parameters[i] -= factors.rate * g
        }
      },
      momentum: { run, factors in
        guard let velocity = run.first else { return }
        for i in 0..<run.count {
          let g = run.gradient[i] + factors.l2 * run.parameters[i]
          velocity[i] = flushingSubnormals(factors.momentum * velocity[i] + g)
          run.parameters[i] -= factors.rate * velocity[i]
        }
      },
      nesterov: { run, factors in
        guard let velocity = run.first else { return }
        for i in 0..<run.count {
          let g = run.gradient[i] + factors.l2 * run.parameters[i]
          velocity[i] = flushingSubnormals(factors.momentum * velocity[i] + g)
          run.parameters[i] -= factors.rate * (g + factors.momentum * velocity[i])
        }
      },
      adam: { run, factors in
        guard let first = run.first, let second = run.second else { return }
        for i in 0..<run.count {
          let g = run.gradient[i] + factors.l2 * run.parameters[i]
          first[i] = flushingSubnormals(factors.momentum * first[i] + (1 - factors.momentum) * g)
          second[i] = flushingSubnormals(
            factors.secondMomentum * second[i] + (1 - factors.secondMomentum) * g * g)
          let size = second[i].squareRoot() * factors.secondScale + factors.epsilon
          run.parameters[i] = factors.keep * run.parameters[i] - factors.rate * (first[i] / size)
        }
      }),
    transpose: { matrix, matrixStride, transposed, transposedStride, rows, columns in
      for row in 0..<rows {
        for column in 0..<columns {
          transposed[column * transposedStride + row] = matrix[row * matrixStride + column]
        }
      }
    },
    encode: { bytes, inputs, entries in
      var count = 0
      func add(byte: UInt8, step: Int) {
        entries[count] = UInt16(byte) << 8 | UInt16(step)
        count += 1
      }
      var last = inputs.lowerBound
      for input in inputs {
        if (input - inputs.lowerBound) % 8 == 0, input - last >= SparseRows.farStep {
          add(byte: 0, step: input - last)
          last = input
        }
        let byte = bytes.load(fromByteOffset: input, as: UInt8.self)
        if byte != 0 {
          add(byte: byte, step: input - last)
          last = input
        }
      }
      while count % SparseRows.quad != 0 { add(byte: 0, step: 0) }
      return count
    },
    probes: .init(
      multiplyAdds: { count in
        var number: Float = 1
        for _ in 0..<count * KernelTable.width { number = number * 0.999_999 + 1e-7 }
        return number
      },
      read: { memory, count in
        var sum: Float = 0
        for index in 0..<count { sum += memory[index] }
        return sum
      }))
}

/// Subnormal numbers of an optimizer's state count as zero.
private func flushingSubnormals(_ x: Float) -> Float { x.isSubnormal ? 0 : x }

private func elementwise(_ activation: Activation) -> KernelTable.Activate {
  { weighted, result, slope, count in
    for index in 0..<count {
      let z = weighted[index]
      result[index] = activation.value(z)
      if let slope { slope[index] = activation.slope(z) }
    }
  }
}

extension Product {
  /// The right-hand side at depth `k` and `column`, in either layout.
  fileprivate func right(_ k: Int, _ column: Int) -> Float {
    guard let rightColumns else { return right[k * rightStride + column] }
    return column < rightColumns ? right[column * rightStride + k] : 0
  }
}

extension SparseRows {
  /// Calls `body` with each entry of one half of a row, counting inputs from `first`, the half's first.
  fileprivate func forEachEntry(of row: Int, in half: Int, first: Int, _ body: (_ input: Int, _ value: Float) -> Void) {
    forEachByte(of: row, in: half, first: first) { input, byte in body(input, Float(byte) / 255) }
  }

  fileprivate func forEachByte(of row: Int, in half: Int, first: Int, _ body: (_ input: Int, _ byte: UInt8) -> Void) {
    let offsets = offsets + 2 * Int(order[row]) + half
    var input = first
    for index in offsets[0]..<offsets[1] {
      input += Int(entries[index] & 255)
      body(input, UInt8(entries[index] >> 8))
    }
  }
}

extension UnpackedRows {
  fileprivate func forEachEntry(of row: Int, _ body: (_ input: Int, _ value: Float) -> Void) {
    for index in row * pitch..<row * pitch + counts[row] { body(Int(inputs[index]), values[index]) }
  }
}

extension OutputLayer {
  fileprivate func forEachRow(
    _ function: (_ z: Float, _ a: Float, _ y: Float, _ slope: Float) -> (cost: Float, sensitivity: Float)
  ) {
    forEachOutput { z, a, y, slope, _ in function(z, a, y, slope) }
  }

  fileprivate func forEachOutput(
    _ function: (_ z: Float, _ a: Float, _ y: Float, _ slope: Float, _ coefficient: Float) -> (
      cost: Float, sensitivity: Float
    )
  ) {
    for row in 0..<rows {
      var cost: Float = 0
      for j in 0..<columns {
        let index = row * columns + j
        guard j < outputs else {
          sensitivity[index] = 0
          continue
        }
        let part = function(
          weighted[index], activation[index], target[index], sensitivity[index], coefficients[j])
        cost += part.cost
        sensitivity[index] = part.sensitivity * scale
      }
      costs[row] = cost
    }
  }
}
