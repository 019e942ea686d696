import Downhill
import Testing

@testable import DownhillExplain

/// A weight or bias that is moved, against a network in which it is another.
@Suite struct CostCurveTests {
  @Test(arguments: Kind.all) func `the cost found is that of the changed network`(kind: Kind) throws {
    let problem = try RandomProblem(kind)
    let explanation = try problem.explainer.explain(problem.examples, index: 1)
    for parameter in problem.explainer.backpropagation.parameterIndices {
      let present = explanation.value(parameter)
      let curve = problem.explainer.costCurve(explanation, moving: parameter, over: present - 1...present + 3, count: 5)
      #expect(curve.points.count == 5 && curve.points[0].value == present - 1 && curve.points[4].value == present + 3)
      for point in curve.points {
        var changed = problem.explainer.backpropagation
        changed[parameter] = point.value
        let cost = try Explainer(changed, objective: problem.explainer.objective)
          .explain(inputs: explanation.inputs, target: explanation.target).cost
        // z is added up in another order: some ten roundings of numbers of order 1, and a cost of at most ten times that.
        #expect(abs(point.cost - cost) < 1e-13 * max(1, cost), "\(parameter) \(point) \(cost)")
      }
    }
  }

  @Test(arguments: Kind.all) func `the straight line touches the curve where the number is now`(kind: Kind) throws {
    let problem = try RandomProblem(kind)
    let explanation = try problem.explainer.explain(problem.examples, index: 2)
    for parameter in problem.explainer.backpropagation.parameterIndices {
      let present = explanation.value(parameter)
      let step = 1e-5
      let curve = problem.explainer.costCurve(
        explanation, moving: parameter, over: present - step...present + step, count: 2)
      let slope = (curve.points[1].cost - curve.points[0].cost) / (2 * step)
      // The central difference is off by a sixth of the third derivative times 1e-10, and by rounding over the step, of
      // some 1e-11; kinks are farther away than the step in these problems.
      #expect(abs(slope - curve.sensitivity) < 1e-8, "\(parameter) \(slope) \(curve.sensitivity)")
      #expect(curve.predicted(at: present) == explanation.cost)
      let ahead = curve.predicted(at: present + 2) - explanation.cost
      #expect(abs(ahead - 2 * curve.sensitivity) < 1e-14)
      #expect(curve.carried == explanation.carried(by: parameter))
      if curve.carried == 0 { #expect(curve.points.allSatisfy { $0.cost == explanation.cost }) }
    }
  }
}
