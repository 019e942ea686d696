import Downhill

/// A gradient as a safetensors file: the tensors of a model file, with sensitivities instead of parameters.
public enum GradientFile {
  /// `layers.0.weight` `[outputs][inputs]`, `layers.0.bias` `[outputs]` and so on, each number rounded once to 32 bits;
  /// the metadata says that they are a gradient, of which cost, and over how many examples. The same gradient gives the
  /// same bytes.
  ///
  /// - Throws: `.tensor` with `.notFinite` where a number is NaN, infinite, or too large for 32 bits.
  public static func encode(
    _ gradient: [Backpropagation<Double>.DenseLayer], network: Network, cost: Cost, examples: Int
  ) throws(FormatError) -> [UInt8] {
    let architecture = network.architecture
    let metadata = [
      ("content", "gradient"),
      ("architecture", architecture.description),
      ("activation", architecture.hiddenActivations.text),
      ("output-activation", architecture.outputActivation.name),
      ("cost", cost.name),
      ("examples", "\(examples)"),
    ].map { TensorFile.Metadatum(key: $0.0, value: $0.1) }
    let tensors = gradient.enumerated().flatMap { index, layer in
      [
        Tensor(
          name: "layers.\(index).weight", shape: [layer.outputs, layer.inputs],
          values: layer.weights.map { Float($0) }),
        Tensor(name: "layers.\(index).bias", shape: [layer.outputs], values: layer.biases.map { Float($0) }),
      ]
    }
    return try SafeTensors.encode(TensorFile(metadata: metadata, tensors: tensors))
  }
}
