import type {Dataset} from "../../datasets/dataset";
import type {ResfgbModel} from "../../models/resfgb-model";
import type {ScoreLoss} from "../../models/score-loss";
import type {Random} from "../../numerics/random";

/**
 * How the linear classifier is fitted at every stage.
 *
 *     nesterov    minibatches of 100, the rate tuned once, warm start: the authors' way
 *     exact       L-BFGS on all rows to the minimum
 *
 *     decay       λ, the penalty on the weights' squares (the bias is free)
 *     earlyStop   epochs without a fall of 0.1 % after which it ends; 0 for never
 */
export type ClassifierSettings =
  | {
      readonly kind: "nesterov";
      readonly decay: number;
      readonly epochs: number;
      readonly earlyStop: number;
      readonly tuneSteps: number;
    }
  | {readonly kind: "exact"; readonly decay: number};

/**
 * What ι is, and how it comes to imitate the functional gradient.
 *
 *     perceptron        a ReLU network trained on the gradient's directions, from where the last
 *                       block's ended; `output` is its last activation, or "hidden": ι is its last
 *                       hidden layer and a constant; `ridge` as below
 *     gaussian          the kernel exp(−‖z − z'‖²/(2σ²)) with all examples as centres
 *     random features   `count` tanh units with random weights, never trained; `ridge` fits the
 *                       output matrix by least squares with this penalty in place of the average
 *
 *     initial           "glorot", or the half width of a uniform law
 *     rate              null: tuned at the first block, as the authors do
 */
export type EmbeddingSettings =
  | {
      readonly kind: "perceptron";
      readonly hidden: readonly number[];
      readonly output: "relu" | "linear" | "tanh" | "hidden";
      readonly initial: "glorot" | number;
      readonly optimizer: "nesterov" | "adam";
      readonly rate: number | null;
      readonly decay: number;
      readonly batchSize: number;
      readonly epochs: number;
      readonly earlyStop: number;
      readonly tuneSteps: number;
      /** "row": every gradient has length √d; "whole": one scale for all, small ones stay small. */
      readonly target: "row" | "whole";
      /** Starts every block from fresh weights. */
      readonly cold?: boolean;
      readonly ridge?: number;
    }
  | {readonly kind: "gaussian"; readonly width: number}
  | {
      readonly kind: "random features";
      readonly count: number;
      readonly seesInput?: boolean;
      readonly ridge?: number;
    };

/**
 * How far a block moves the points.
 *
 *     rate            the same η at every block: the authors' way
 *     line search     this share of the way to the lowest loss under the present classifier
 *     displacement    so that the points move by this much, root mean square
 */
export type StepSettings =
  | {readonly kind: "rate"; readonly rate: number}
  | {readonly kind: "line search"; readonly share: number}
  | {readonly kind: "displacement"; readonly size: number};

/** What a fit of ResFGB depends on besides its data. */
export type ResfgbRecipe = {
  readonly loss: ScoreLoss;
  /** Fitted on the training rows: "standard" mean 0 and deviation 1, "unit" from 0 to 1. */
  readonly scaling: "standard" | "unit" | "none";
  /**
   * Coordinates appended to the features, 0 at the start. The classifier's penalty pulls their
   * weights to random numbers of this deviation ("random"), or the k-th of them to score k
   * ("scores": then they are the functional gradient descent in the space of scores).
   */
  readonly padding: number;
  readonly paddingAnchor: "scores" | {readonly deviation: number};
  readonly classifier: ClassifierSettings;
  readonly embedding: EmbeddingSettings;
  readonly step: StepSettings;
};

/** How a fit runs. */
export type ResfgbSettings = ResfgbRecipe & {
  readonly random: Random;
  /** T, the most blocks. */
  readonly blocks: number;
  /**
   * How much an example of each class counts, by the class's name (1 where it is not named), brought to
   * a mean of 1 over the examples; "balanced": every class as much as any other. Default: all alike.
   */
  readonly classWeights?: "balanced" | Readonly<Record<string, number>>;
  /** Rows that judge every stage; the best one is kept. */
  readonly validation?: Dataset;
  /** Blocks without a better validation accuracy after which it ends; default never. */
  readonly patience?: number;
  /** Called after every stage with the network so far. */
  readonly onStage?: (progress: ResfgbProgress) => void;
  /** Told, in a sentence, that the blocks did next to nothing; default a warning on the console. */
  readonly onRemark?: (remark: string) => void;
  /** Folder of one file per stage; a fit that finds them goes on where they end. */
  readonly checkpoint?: string;
  /** Ends the fit at the next batch; the blocks finished by then are kept. */
  readonly signal?: AbortSignal;
};

/** A stage of a fit: the network after so many blocks. */
export type ResfgbRow = {
  readonly stage: number;
  readonly loss: number;
  readonly accuracy: number;
  /** NaN without validation rows. */
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  /** ‖∇_φ R‖_L1 at this stage. */
  readonly gradientL1: number;
  /** Of the block that led here; NaN at stage 0. */
  readonly block: BlockReport | null;
  /** Seconds since the fit began, stages of an earlier part included. */
  readonly seconds: number;
};

/** What a block did. */
export type BlockReport = {
  /** Mean squared error of ι against its target (1 for ι = 0), NaN where nothing is fitted. */
  readonly misfit: number;
  readonly epochs: number;
  /** η, after search or rescaling. */
  readonly rate: number;
  /** Root mean square of the points' displacement. */
  readonly displacement: number;
  /** ‖A‖_F² / ‖∇‖²_L1 with ι brought to length 1 at every point: at most 1. */
  readonly alignment: number;
  /** Cosine between the gradient and the block's direction, over all points. */
  readonly cosine: number;
};

export type ResfgbProgress = {
  readonly row: ResfgbRow;
  readonly blocks: number;
  readonly model: ResfgbModel;
  /** Seconds to the end at the pace so far; undefined until there is one. */
  readonly remaining: number | undefined;
};

export type ResfgbFit = {
  readonly model: ResfgbModel;
  readonly rows: readonly ResfgbRow[];
  /** The stage that was kept. */
  readonly best: number;
  /** What a reader should know before relying on the network, a sentence each. */
  readonly remarks: readonly string[];
  /** False where the signal ended the fit, or features too large to go on with; `remarks` tells. */
  readonly finished: boolean;
  readonly seconds: number;
};

/**
 * The authors' algorithm and its settings for a data set of their paper, as their code has them.
 *
 *     hidden, epochs, decay, rate    width of the block, its epochs, λ of both fits, η
 *     initial                        theirs is uniform on ±0.05 whatever the fan-in: four layers of 100
 *                                    units then put out next to nothing, learn nothing, and leave a
 *                                    logistic regression, which the fit says; 1000 units do learn
 *
 * @see nitanda2018 the authors' code, commit b566697, examples/experiment.py
 */
export function officialRecipe({
  hidden = [100, 100, 100, 100],
  epochs = 50,
  linearEpochs = 100,
  decay = 1e-4,
  rate = 0.1,
  tuneSteps = 1000,
  scaling = "unit",
  initial = 0.05,
  loss = "logistic",
}: {
  readonly hidden?: readonly number[];
  readonly epochs?: number;
  readonly linearEpochs?: number;
  readonly decay?: number;
  readonly rate?: number;
  readonly tuneSteps?: number;
  readonly scaling?: ResfgbRecipe["scaling"];
  readonly initial?: "glorot" | number;
  readonly loss?: ScoreLoss;
} = {}): ResfgbRecipe {
  return {
    loss,
    scaling,
    padding: 0,
    paddingAnchor: {deviation: 0},
    classifier: {kind: "nesterov", decay, epochs: linearEpochs, earlyStop: 10, tuneSteps},
    embedding: {
      kind: "perceptron",
      hidden,
      output: "relu",
      initial,
      optimizer: "nesterov",
      rate: null,
      decay,
      batchSize: 100,
      epochs,
      earlyStop: 10,
      tuneSteps,
      target: "row",
    },
    step: {kind: "rate", rate},
  };
}

/**
 * The lab's variant: the last hidden layer of a block as ι, trained to imitate the gradients on one
 * scale, A the least-squares fit of the gradients on it in place of their average product, and
 * `share` of the way to the lowest loss along its direction.
 *
 *     hidden    two layers or more: a single one leaves ι nearly constant, and the steps short
 *     padding   appended coordinates; as many as classes, they hold the scores themselves
 *     ridge     of the fit; "none" takes the average product, as the authors do
 *     rate      of Adam, by which the embedding is trained
 */
export function labRecipe({
  hidden = [100, 100],
  epochs = 20,
  share = 0.5,
  decay = 1e-4,
  padding = 0,
  ridge = 1e-3,
  rate = 0.002,
  scaling = "standard",
}: {
  readonly hidden?: readonly number[];
  readonly epochs?: number;
  readonly share?: number;
  readonly decay?: number;
  readonly padding?: number;
  readonly ridge?: number | "none";
  readonly rate?: number;
  readonly scaling?: ResfgbRecipe["scaling"];
} = {}): ResfgbRecipe {
  return {
    loss: "logistic",
    scaling,
    padding,
    paddingAnchor: padding === 0 ? {deviation: 0} : "scores",
    classifier: {kind: "exact", decay},
    embedding: {
      kind: "perceptron",
      hidden,
      output: "hidden",
      initial: "glorot",
      optimizer: "adam",
      rate,
      decay: 0,
      batchSize: 128,
      epochs,
      earlyStop: 0,
      tuneSteps: 0,
      target: "whole",
      ...(ridge === "none" ? {} : {ridge}),
    },
    step: {kind: "line search", share},
  };
}
