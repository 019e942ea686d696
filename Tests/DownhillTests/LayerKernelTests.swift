import Foundation
import KernelTable
import Testing

@testable import Downhill

/// Activations, softmax, costs and optimizer steps of every kernel table, number by number, against Foundation's functions
/// in Double and the error bounds of ``RoundedNumber``.
@Suite struct LayerKernelTests {
  static let sizes: [(rows: Int, outputs: Int)] = KernelTests.batches.flatMap { rows in
    [1, 2, 3, 10, 15, 16, 17, 31, 32, 33, 40, 63, 64, 65, 128].map { (rows, $0) }
  }

  // MARK: Activations

  @Test(arguments: Kernels.available, Activation.allCases)
  func activationsAreWithinTheirBounds(_ kernels: Kernels, _ activation: Activation) {
    var random = RandomSource(seed: 6)
    let activate = kernels.activate(activation)
    for count in [16, 32, 160, 1_600] {
      let z = random.floats(count).enumerated().map { $1 * [1, 1, 5, 30][$0 % 4] }
      let weighted = GuardedMemory(z)
      let value = GuardedMemory([Float](repeating: .nan, count: count))
      let slope = GuardedMemory([Float](repeating: .nan, count: count))
      activate(weighted.values, value.values, slope.values, count)
      for (index, z) in z.enumerated() {
        let expected = RoundedNetwork.activation(activation.rawValue, RoundedNumber(Double(z)))
        // What is right may itself lie between two floats, or denormal ones.
        let spare = 0x1p-24 * expected.value.value.magnitude + 0x1p-149
        #expect(
          (Double(value.values[index]) - expected.value.value).magnitude <= expected.value.error + spare, "z \(z)")
        #expect(
          (Double(slope.values[index]) - expected.slope.value).magnitude <= expected.slope.error + RoundedNumber.tiny,
          "slope at \(z)")
      }
      // The slope may take the memory of z, or not be asked for: the same bits.
      let alone = GuardedMemory([Float](repeating: .nan, count: count))
      activate(weighted.values, alone.values, nil, count)
      #expect(alone.bits == value.bits && weighted.array == z)
      activate(weighted.values, alone.values, weighted.values, count)
      #expect(alone.bits == value.bits && weighted.bits == slope.bits)
      #expect(weighted.isIntact && value.isIntact && slope.isIntact && alone.isIntact)
    }
  }

  /// NaN in, NaN out, so that a network that diverges is noticed; the right limits at infinity.
  @Test(arguments: Kernels.available, Activation.allCases)
  func activationsAreRightAtTheEdges(_ kernels: Kernels, _ activation: Activation) {
    let infinity = Float.infinity
    let weighted = GuardedMemory([.nan, infinity, -infinity, 0, -0.0] + [Float](repeating: 1, count: 11))
    let value = GuardedMemory([Float](repeating: 0, count: 16))
    let slope = GuardedMemory([Float](repeating: 0, count: 16))
    kernels.activate(activation)(weighted.values, value.values, slope.values, 16)
    let (a, s) = (value.array, slope.array)
    #expect(a[0].isNaN)
    switch activation {
    case .sigmoid:
      #expect(a[1] == 1 && a[2] == 0 && s[1] == 0 && s[2] == 0 && a[3] == 0.5 && s[3] == 0.25)
    case .tanh:
      #expect(a[1] == 1 && a[2] == -1 && s[1] == 0 && s[2] == 0 && a[3] == 0 && s[3] == 1)
    case .relu:
      #expect(a[1] == infinity && a[2] == 0 && s[1] == 1 && s[2] == 0 && a[3] == 0 && s[3] == 0 && s[4] == 0)
    case .leakyReLU:
      #expect(a[1] == infinity && a[2] == -infinity && s[1] == 1 && s[2] == 0.01 && s[3] == 0.01 && s[4] == 0.01)
    case .elu:
      #expect(a[1] == infinity && a[2] == -1 && s[1] == 1 && s[2] == 0 && a[3] == 0 && s[3] == 1)
    case .selu:
      let (scale, below): (Float, Float) = (1.050_701, 1.758_099_3)
      #expect(a[1] == infinity && a[2] == -below && s[1] == scale && s[2] == 0 && a[3] == 0 && s[3] == below)
    case .softplus:
      #expect(a[1] == infinity && a[2] == 0 && s[1] == 1 && s[2] == 0 && s[3] == 0.5)
      #expect(abs(a[3] - 0.693_147_2) < 2e-7)
    case .mish:
      #expect(a[1] == infinity && a[3] == 0 && abs(s[3] - 0.6) < 2e-7)
    case .gelu, .silu:
      #expect(a[1] == infinity && a[3] == 0 && s[3] == 0.5)
    case .identity:
      #expect(a[1] == infinity && a[2] == -infinity && s == [Float](repeating: 1, count: 16))
    }
  }

  // MARK: Softmax

  /// Each share is e^(z − m) / Σ: z − m is rounded once, which the exponential multiplies by its size; then come the errors
  /// of the exponential, of a sum of n positive numbers, of 1 / Σ and of the product.
  @Test(arguments: Kernels.available) func softmaxShares(_ kernels: Kernels) {
    var random = RandomSource(seed: 7)
    for (round, (rows, outputs)) in Self.sizes.enumerated() {
      let columns = paddedToVectors(outputs)
      // The padding may hold anything.
      let z = random.floats(rows * columns).map { $0 * [1, 10, 400][round % 3] }
      let weighted = GuardedMemory(z)
      let shares = GuardedMemory([Float](repeating: .nan, count: rows * columns))
      kernels.table.softmax(weighted.values, shares.values, rows, outputs, columns)
      let apart = GuardedMemory([Float](repeating: .nan, count: rows * columns))
      for row in 0..<rows {
        kernels.table.softmax(weighted.values + row * columns, apart.values + row * columns, 1, outputs, columns)
        let exact = (0..<outputs).map { Double(z[row * columns + $0]) }
        let largest = exact.max() ?? 0
        let powers = exact.map { exp($0 - largest) }
        let sum = powers.reduce(0, +)
        var total = 0.0
        for j in 0..<outputs {
          let relative = RoundedNumber.unit * (3 * (largest - exact[j]) + 16 + Double(outputs) + 8)
          let sumError = zip(exact, powers).reduce(0) { $0 + 2 * RoundedNumber.unit * (largest - $1.0) * $1.1 } / sum
          let found = Double(shares.values[row * columns + j])
          total += found
          #expect((found - powers[j] / sum).magnitude <= (relative + sumError) * powers[j] / sum + RoundedNumber.tiny)
        }
        #expect((total - 1).magnitude <= Double(outputs + 4) * 0x1p-23)
        #expect((outputs..<columns).allSatisfy { shares.values[row * columns + $0].bitPattern == 0 })
      }
      #expect(apart.bits == shares.bits && shares.isIntact)
    }
  }

  @Test(arguments: Kernels.available) func softmaxAtTheEdges(_ kernels: Kernels) {
    let z: [Float] = [1e30, -1e30, -.infinity, 0] + [Float](repeating: 9, count: 12)
    let broken: [Float] = [0, .nan, 1, 2] + [Float](repeating: 9, count: 12)
    let weighted = GuardedMemory(z + broken + z)
    let shares = GuardedMemory([Float](repeating: .nan, count: 48))
    kernels.table.softmax(weighted.values, shares.values, 3, 4, 16)
    for row in [0, 2] { #expect(Array(shares.array[row * 16..<row * 16 + 4]) == [1, 0, 0, 0]) }
    #expect(shares.array[16..<20].allSatisfy { $0.isNaN })
    #expect(shares.array[20..<32].allSatisfy { $0 == 0 })
  }

  // MARK: Costs

  @Test(
    arguments: Kernels.available, ["quadratic", "absolute", "huber", "quantile", "poisson", "sigmoid", "softmax"])
  func costsAndSensitivities(_ kernels: Kernels, _ kind: String) throws {
    let costs = kernels.table.costs
    let kernel = try #require(
      [
        "quadratic": costs.quadratic, "absolute": costs.absolute, "huber": costs.huber, "quantile": costs.quantile,
        "poisson": costs.poisson, "sigmoid": costs.sigmoidCrossEntropy, "softmax": costs.softmaxCrossEntropy,
      ][kind])
    var random = RandomSource(seed: 8)
    for (round, (rows, outputs)) in Self.sizes.enumerated() {
      let columns = paddedToVectors(outputs)
      let z = GuardedMemory(random.floats(rows * columns).map { $0 * [1, 10, 300][round % 3] })
      let a = GuardedMemory((0..<rows * columns).map { _ in Float(random.nextUniform()) })
      var targets = [Float](repeating: 0, count: rows * columns)
      for row in 0..<rows {
        // One label for half of the rounds, shares that add up to 1 for the others.
        let (i, j) = (random.nextInteger(below: outputs), random.nextInteger(below: outputs))
        targets[row * columns + i] += round % 2 == 0 ? 0.75 : 1
        if round % 2 == 0 { targets[row * columns + j] += 0.25 }
      }
      let y = GuardedMemory(targets)
      let slopes = random.floats(rows * columns)
      // Of the Huber cost δ, the same for all; of the others only the quantile cost reads them.
      let coefficients = GuardedMemory(
        (0..<columns).map { kind == "huber" ? 0.25 : Float(1 + $0 % 7) / 8 })
      let scale: Float = 0.1
      func run(_ first: Int, _ count: Int, _ delta: GuardedMemory<Float>, _ found: GuardedMemory<Float>) {
        let offset = first * columns
        kernel(
          OutputLayer(
            weighted: z.values + offset, activation: a.values + offset, target: y.values + offset,
            sensitivity: delta.values + offset, costs: found.values + first, rows: count, outputs: outputs,
            columns: columns, coefficients: coefficients.values, scale: scale))
      }
      let (delta, found) = (GuardedMemory(slopes), GuardedMemory([Float](repeating: .nan, count: rows)))
      run(0, rows, delta, found)
      let (deltaApart, foundApart) = (GuardedMemory(slopes), GuardedMemory([Float](repeating: .nan, count: rows)))
      for row in 0..<rows { run(row, 1, deltaApart, foundApart) }
      #expect(delta.bits == deltaApart.bits && found.bits == foundApart.bits)
      #expect(delta.isIntact && found.isIntact)

      for row in 0..<rows {
        let numbers = (0..<columns).map { j in
          let index = row * columns + j
          return (
            z: Double(z.values[index]), a: Double(a.values[index]), y: Double(targets[index]), slope: slopes[index],
            coefficient: Double(coefficients.values[j])
          )
        }
        let expected = Self.cost(kind, numbers[..<outputs].map { ($0.z, $0.a, $0.y, $0.coefficient) })
        #expect((Double(found.values[row]) - expected.value).magnitude <= expected.error)
        for (j, number) in numbers.enumerated() {
          let found = delta.values[row * columns + j]
          guard j < outputs else {
            #expect(found.bitPattern == 0)
            continue
          }
          // A difference, two products, a rounding each, and the scale's own.
          let distance = number.a - number.y
          let wish: Double
          switch kind {
          case "absolute": wish = distance == 0 ? 0 : distance > 0 ? 1 : -1
          case "huber": wish = min(max(distance, -number.coefficient), number.coefficient)
          case "quantile":
            wish = distance == 0 ? 0 : distance > 0 ? 1 - number.coefficient : -number.coefficient
          default: wish = distance
          }
          let isDirect = ["poisson", "sigmoid", "softmax"].contains(kind)
          let exact = wish * Double(scale) * (isDirect ? 1 : Double(number.slope))
          #expect((Double(found) - exact).magnitude <= 3.1 * RoundedNumber.unit * exact.magnitude + 0x1p-148)
        }
      }
    }
  }

  /// The cost of a row from its definition, and what Float may lose of it.
  static func cost(
    _ kind: String, _ row: [(z: Double, a: Double, y: Double, coefficient: Double)]
  ) -> RoundedNumber {
    func sum(_ part: (RoundedNumber, Double) -> RoundedNumber) -> RoundedNumber {
      .sum(row.map { part(RoundedNumber($0.a) - RoundedNumber($0.y), $0.coefficient) } + [RoundedNumber(0)])
    }
    switch kind {
    case "absolute":
      return sum { distance, _ in RoundedNumber(distance.value.magnitude, error: distance.error) }
    case "huber":
      return sum { distance, delta in
        let clipped = RoundedNumber(min(max(distance.value, -delta), delta), error: distance.error)
        return clipped * (distance - RoundedNumber(0.5) * clipped)
      }
    case "quantile":
      return sum { distance, quantile in
        distance * RoundedNumber(distance.value > 0 ? 1 - quantile : -quantile)
      }
    case "poisson":
      return .sum(
        row.flatMap { [RoundedNumber($0.a), RoundedNumber($0.y) * RoundedNumber(-$0.z)] } + [RoundedNumber(0)])
    case "quadratic":
      return .sum(
        row.map { _, a, y, _ in
          let difference = RoundedNumber(a) - RoundedNumber(y)
          return difference * difference * RoundedNumber(0.5)
        } + [RoundedNumber(0)])
    case "sigmoid":
      return .sum(
        row.flatMap { z, _, y, _ in
          let soft = max(z, 0) + log1p(exp(-z.magnitude))
          return [RoundedNumber(soft, error: RoundedNumber.function * soft), RoundedNumber(y) * RoundedNumber(-z)]
        } + [RoundedNumber(0)])
    default:
      let largest = row.map(\.z).max() ?? 0
      let powers = row.map { exp($0.z - largest) }
      let sum = powers.reduce(0, +)
      let gap = zip(row, powers).reduce(0) { $0 + (largest - $1.0.z) * $1.1 } / sum
      let logSum = RoundedNumber(
        log(sum), error: RoundedNumber.unit * (16 + Double(row.count) + 2 * gap + 8 * log(sum)))
      return .sum([logSum] + row.map { RoundedNumber($0.y) * (RoundedNumber(largest) - RoundedNumber($0.z)) })
    }
  }

  /// Where a probability has rounded to 0 or 1, and its logarithm would be infinite.
  @Test(arguments: Kernels.available) func crossEntropiesOfCertainAnswers(_ kernels: Kernels) {
    let z: [Float] = [300, -300, 0] + [Float](repeating: 0, count: 13)
    func cost(_ kernel: KernelTable.Cost, _ y: [Float]) -> Float {
      let (weighted, activation) = (
        GuardedMemory(z), GuardedMemory<Float>([1, 0, 0.5] + [Float](repeating: 0, count: 13))
      )
      let (target, delta) = (
        GuardedMemory(y + [Float](repeating: 0, count: 13)), GuardedMemory([Float](repeating: 0, count: 16))
      )
      let costs = GuardedMemory<Float>([.nan])
      kernel(
        OutputLayer(
          weighted: weighted.values, activation: activation.values, target: target.values, sensitivity: delta.values,
          costs: costs.values, rows: 1, outputs: 3, columns: 16, coefficients: target.values, scale: 1))
      return costs.values[0]
    }
    let costs = kernels.table.costs
    #expect(cost(costs.softmaxCrossEntropy, [1, 0, 0]) == 0)
    #expect(cost(costs.softmaxCrossEntropy, [0, 1, 0]) == 600)
    // Right, right and undecided: ln 2. Wrong, wrong and undecided: 600 + ln 2.
    #expect((cost(costs.sigmoidCrossEntropy, [1, 0, 0]) - 0.693147181).magnitude < 3e-7)
    #expect((cost(costs.sigmoidCrossEntropy, [0, 1, 1]) - 600.693147).magnitude < 1e-4)
  }

  // MARK: Steps

  @Test(arguments: Kernels.available, ["sgd", "momentum", "nesterov", "adam"])
  func stepsFollowTheirFormulas(_ kernels: Kernels, _ kind: String) throws {
    let steps = kernels.table.steps
    let kernel = try #require(
      ["sgd": steps.sgd, "momentum": steps.momentum, "nesterov": steps.nesterov, "adam": steps.adam][kind])
    var random = RandomSource(seed: 9)
    for count in [16, 48, 640] {
      let start = (0..<3).map { _ in random.floats(count) } + [random.floats(count).map { $0 * $0 }]
      let memory = start.map { GuardedMemory($0) }
      let factors = StepFactors(
        rate: 0.3, l2: 0.02, keep: kind == "adam" ? 0.99 : 1, momentum: 0.9, secondMomentum: 0.99, secondScale: 1.7,
        epsilon: 1e-6)
      kernel(
        ParameterRun(
          parameters: memory[0].values, gradient: memory[1].values, first: kind == "sgd" ? nil : memory[2].values,
          second: kind == "adam" ? memory[3].values : nil, count: count),
        factors)
      for i in 0..<count {
        let (w, first, second) = Self.step(kind, start.map { RoundedNumber(Double($0[i])) }, factors)
        for (found, expected) in zip([memory[0], memory[2], memory[3]], [w, first, second]) {
          let error = (Double(found.values[i]) - expected.value).magnitude
          #expect(error <= expected.error * (1 + 1e-6) + 0x1p-146, "\(i)")
        }
      }
      #expect(memory[1].array == start[1])
      #expect(memory.allSatisfy { $0.isIntact })
    }
  }

  /// w, the first and the second number remembered, after one step: the formulas of `Optimizer`.
  static func step(
    _ kind: String, _ before: [RoundedNumber], _ factors: StepFactors
  ) -> (RoundedNumber, RoundedNumber, RoundedNumber) {
    func number(_ x: Float) -> RoundedNumber { RoundedNumber(Double(x)) }
    let (w, first, second) = (before[0], before[2], before[3])
    let g = before[1] + number(factors.l2) * w
    let rate = number(-factors.rate)
    switch kind {
    case "sgd": return (w + rate * g, first, second)
    case "momentum":
      let v = number(factors.momentum) * first + g
      return (w + rate * v, v, second)
    case "nesterov":
      let v = number(factors.momentum) * first + g
      return (w + rate * (g + number(factors.momentum) * v), v, second)
    default:
      let m = number(factors.momentum) * first + (number(1) - number(factors.momentum)) * g
      let v = number(factors.secondMomentum) * second + (number(1) - number(factors.secondMomentum)) * g * g
      // √(v ± e) is within e / √v of √v; the root, the scale, ε and the quotient are rounded once each.
      let root = v.value.squareRoot()
      let size =
        RoundedNumber(root, error: (v.value > 0 ? v.error / root : v.error.squareRoot()) + RoundedNumber.unit * root)
        * number(factors.secondScale) + number(factors.epsilon)
      let quotient = m.value / size.value
      let error =
        (m.error + quotient.magnitude * size.error) / (size.value - size.error)
        + 2 * RoundedNumber.unit * quotient.magnitude
      return (number(factors.keep) * w + rate * RoundedNumber(quotient, error: error), m, v)
    }
  }

  /// What optimizers remember fades away, and ends at zero and not among the denormal numbers.
  @Test(arguments: Kernels.available) func momentsBelowTheNormalNumbersBecomeZero(_ kernels: Kernels) {
    let steps = kernels.table.steps
    let least = Float.leastNormalMagnitude
    let before = [least, -least, 1.05 * least, -1.05 * least, least / 2, .leastNonzeroMagnitude, 4 * least, 0]
    for (kernel, remembered) in [(steps.momentum, 1), (steps.nesterov, 1), (steps.adam, 2)] {
      let memory = [[Float](repeating: 0.5, count: 16), [Float](repeating: 0, count: 16)].map { GuardedMemory($0) }
      let moments = (0..<remembered).map { order in
        GuardedMemory((before + before).map { order == 0 ? $0 : $0.magnitude })
      }
      let factors = StepFactors(rate: 0.1, momentum: 0.9, secondMomentum: 0.9, epsilon: 1e-8)
      kernel(
        ParameterRun(
          parameters: memory[0].values, gradient: memory[1].values, first: moments[0].values,
          second: remembered == 2 ? moments[1].values : nil, count: 16), factors)
      for moment in moments {
        let sizes = moment.array[0..<8].map { $0.magnitude }
        #expect(sizes == [0, 0, 0, 0, 0, 0, 0.9 * (4 * least), 0])
        #expect(moment.isIntact)
      }
      #expect(memory.allSatisfy { $0.isIntact })
    }
  }

  /// Where parameter and gradient are zero, as in the padding, nothing moves and nothing divides by zero.
  @Test(arguments: Kernels.available) func stepsLeaveZerosAlone(_ kernels: Kernels) {
    let steps = kernels.table.steps
    for kernel in [steps.sgd, steps.momentum, steps.nesterov, steps.adam] {
      let memory = (0..<4).map { _ in GuardedMemory([Float](repeating: 0, count: 32)) }
      let factors = StepFactors(rate: 3, l2: 0.1, keep: 0.9, momentum: 0.9, secondMomentum: 0.999, epsilon: 1e-8)
      kernel(
        ParameterRun(
          parameters: memory[0].values, gradient: memory[1].values, first: memory[2].values, second: memory[3].values,
          count: 32), factors)
      #expect(memory.allSatisfy { $0.array.allSatisfy { $0 == 0 } })
    }
  }
}
