#if !X86_64_EXTENSION || arch(x86_64)
import KernelTable

/// The functions of this build of the kernels, as a table.
package func kernelTable(name: String) -> KernelTable {
  #if AVX512
  let byBlocks: KernelTable.BlockForward? = blockForward
  #else
  let byBlocks: KernelTable.BlockForward? = nil
  #endif
  return KernelTable(
    name: name,
    multiply: multiply,
    narrowForward: narrowForward,
    narrowGradient: narrowGradient,
    unpack: unpack,
    sparseForward: sparseForward,
    scatter: scatter,
    blockForward: byBlocks,
    blockGradient: blockGradient,
    activations: .init(
      sigmoid: sigmoidActivation, tanh: tanhActivation, relu: reluActivation, leakyReLU: leakyReLUActivation,
      elu: eluActivation, selu: seluActivation, softplus: softplusActivation, mish: mishActivation,
      gelu: geluActivation, silu: siluActivation, identity: identityActivation),
    softmax: softmax,
    exponential: exponentialActivation,
    costs: .init(
      quadratic: quadraticCost, absolute: absoluteCost, huber: huberCost, quantile: quantileCost,
      poisson: poissonCost, sigmoidCrossEntropy: sigmoidCrossEntropyCost,
      softmaxCrossEntropy: softmaxCrossEntropyCost),
    addElements: addElements,
    multiplyElements: multiplyElements,
    steps: .init(sgd: sgdStep, momentum: momentumStep, nesterov: nesterovStep, adam: adamStep),
    transpose: transpose,
    encode: encode,
    probes: .init(multiplyAdds: multiplyAdds, read: readMemory))
}
#endif
