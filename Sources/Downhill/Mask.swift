/// Dropout in the hidden layers: a share of the neurons is dropped, different ones for each example of each epoch, and
/// the others are scaled up so that the mean stays.
///
/// With the factors m, 0 or 1 / (1 − share), a layer's activations are aˡ = m ⊙ f(zˡ), and its sensitivities δˡ =
/// (Wˡ⁺¹)ᵀ δˡ⁺¹ ⊙ m ⊙ f′(zˡ). Only training has a mask.
///
/// A factor is a function of seed, epoch, example, layer and neuron (an example is in one step of an epoch), whatever
/// the threads, the chunks, or a resumption.
struct Mask: Equatable, Sendable {
  /// m of a neuron that is kept.
  let factor: Float
  /// How many of the 2³² words drop a neuron.
  private let threshold: UInt32
  private let random: CounterRandomSource

  /// The stream of masks. Weights and orders of examples have 0 and 1 of ``RandomSource``.
  private static let stream: UInt64 = 2

  /// Drops a share of the neurons, at least 0 and below 1.
  init(dropping share: Double, seed: UInt64) throws(EngineError) {
    try require(share >= 0 && share < 1, "the share that is dropped", "\(share)", "at least 0 and below 1")
    factor = Float(1 / (1 - share))
    threshold = UInt32(share * 0x1p32)
    random = CounterRandomSource(seed: seed, stream: Self.stream)
  }

  /// The mask in one epoch, counted from 0, of examples that begin at index `first` of their storage.
  func during(epoch: Int, first: Int) -> OfEpoch { OfEpoch(mask: self, epoch: epoch, first: first) }

  /// A mask in one epoch.
  struct OfEpoch {
    fileprivate let mask: Mask
    fileprivate let epoch: Int
    fileprivate let first: Int

    /// Writes the factors of a hidden layer (0 is the first) for example `index` of the storage; `count` is a multiple
    /// of 4.
    func write(_ factors: UnsafeMutablePointer<Float>, count: Int, index: Int, layer: Int) {
      let (epoch, example) = (UInt32(truncatingIfNeeded: epoch), UInt32(truncatingIfNeeded: index - first))
      for four in 0..<count / 4 {
        let words = mask.random.words(
          at: SIMD4(UInt32(truncatingIfNeeded: four), UInt32(truncatingIfNeeded: layer), example, epoch))
        for index in 0..<4 { factors[4 * four + index] = words[index] < mask.threshold ? 0 : mask.factor }
      }
    }
  }
}

extension Mask {
  /// The factors of every hidden layer for one example, as ``Backpropagation`` takes them.
  func factors<Scalar: RealScalar>(_ architecture: Architecture, epoch: Int, example: Int) -> [[Scalar]] {
    let epoch = during(epoch: epoch, first: 0)
    return architecture.sizes.dropFirst().dropLast().enumerated().map { layer, size in
      var factors = [Float](repeating: 0, count: paddedToVectors(size))
      factors.withUnsafeMutableBufferPointer {
        epoch.write($0.baseAddress!, count: $0.count, index: example, layer: layer)
      }
      return factors.prefix(size).map { Scalar($0) }
    }
  }
}
