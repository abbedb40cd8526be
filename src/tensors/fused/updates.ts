import {booleanAttribute, nativeBackend, stringAttribute, typeAttribute} from "../native-kernel";
import type {tf} from "../tensorflow";
import type {AdamTerms, DescentTerms, MomentumTerms} from "../update-terms";

/**
 * One step of gradient descent: w ← w − rate · gradient.
 *
 *     variable w, gradient   of one shape
 *     rate                   a scalar, so that a recorded step can be fed another one
 */
export function applyDescent(variable: tf.Variable, {gradient, rate}: DescentTerms): void {
  update("ResourceApplyGradientDescent", {state: [variable], inputs: [rate, gradient]});
}

/**
 * One step of gradient descent with momentum, Polyak's or Nesterov's.
 *
 *     v ← m v + gradient
 *     w ← w − rate · v                    (nesterov: w ← w − rate · (gradient + m v))
 *
 *     velocity  v   a variable of w's shape, zero at the start
 *     momentum  m   in [0, 1)
 */
export function applyMomentum(
  variable: tf.Variable,
  {velocity, gradient, rate, momentum, nesterov = false}: MomentumTerms,
): void {
  update("ResourceApplyMomentum", {
    state: [variable, velocity],
    inputs: [rate, gradient, momentum],
    nesterov,
  });
}

/**
 * One step of Adam, in the form that divides by √v + ε before the correction of v:
 *
 *     m ← β₁ m + (1 − β₁) g,    v ← β₂ v + (1 − β₂) g²
 *     w ← w − rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)
 *
 *     firstMoment m, secondMoment v   variables of w's shape, zero at the start
 *     firstPower β₁ᵗ, secondPower β₂ᵗ of this step t = 1, 2, …; the caller moves them on
 */
export function applyAdam(
  variable: tf.Variable,
  {
    firstMoment,
    secondMoment,
    firstPower,
    secondPower,
    gradient,
    rate,
    beta1,
    beta2,
    epsilon,
  }: AdamTerms,
): void {
  update("ResourceApplyAdam", {
    state: [variable, firstMoment, secondMoment],
    inputs: [firstPower, secondPower, rate, beta1, beta2, epsilon, gradient],
    nesterov: false,
  });
}

/**
 * TensorFlow's update kernels change native variables in place. Eagerly, the values move into
 * native variables and back out; while a step is recorded, the graph's own variable is changed.
 */
function update(
  kernel: string,
  {state, inputs, nesterov}: {state: tf.Variable[]; inputs: tf.Tensor[]; nesterov?: boolean},
): void {
  const backend = nativeBackend();
  const {binding} = backend;
  const dtype = typeAttribute("dtype");
  const handles = state.map((variable) => {
    const attributes = [
      dtype,
      {name: "shape", type: 5, value: variable.shape},
      stringAttribute("shared_name", `residual-lab-${variable.id}`),
    ];
    const handle = binding.executeOp("VarHandleOp", attributes, [], 1)[0].id;
    const value = backend.getInputTensorIds([variable]);
    binding.executeOp("AssignVariableOp", [dtype], [handle, ...value], 0);
    return handle;
  });
  const options = [typeAttribute("T"), booleanAttribute("use_locking", false)];
  if (nesterov !== undefined) options.push(booleanAttribute("use_nesterov", nesterov));
  binding.executeOp(kernel, options, [...handles, ...backend.getInputTensorIds(inputs)], 0);
  handles.forEach((handle, i) => {
    const [made] = binding.executeOp("ReadVariableOp", [dtype], [handle], 1);
    const value = backend.createOutputTensor(made);
    state[i].assign(value);
    value.dispose();
    binding.executeOp("DestroyResourceOp", [], [handle], 0);
    binding.deleteTensor(handle);
  });
}
