import type {AnswerSentence, NextExperiment, Question} from "./answers";
import type {Whose} from "./claim";
import type {Ground} from "./weight";

/** A sentence in one line: whose, about which paper, what, and the claims it rests on. */
const say = (
  whose: Whose,
  paper: string,
  says: string,
  ...rests: readonly Ground[]
): AnswerSentence => ({whose, paper, says, rests});

const tens = (claims: readonly string[], what: string, minutes: number): NextExperiment => ({
  what,
  minutes,
  moves: claims,
});

const history = "Which of these ways the authors took is history: no experiment here can tell.";
const noTheorem =
  "A trained residual network generalises better than a plain one: none of the six papers proves it, and nothing here tries it.";

/** How could anyone arrive at the residual block? */
const block: Question = {
  asks: "How could anyone arrive at the residual block?",
  sentences: [
    say(
      "paper",
      "he2015",
      "From a riddle: a deeper plain network fails on its own examples, although a copy of the shallow one with identities behind it would not.",
      "H1-depth",
      "H3-copy",
    ),
    say(
      "paper",
      "he2015",
      "The failure is neither overfitting nor vanishing gradients.",
      "H2-gap",
      "H4-vanish",
    ),
    say(
      "paper",
      "he2016",
      "From algebra: where nothing stands behind the addition, signal and gradient travel as sums over the branches, with no factor before them where the shortcut is the identity.",
      "I1-sum",
    ),
    say(
      "paper",
      "he2016",
      "Every other shortcut of Table 1 trains worse, gates that start nearly closed among them.",
      "I2-others",
      {claim: "X7-gates", is: ["first"]},
    ),
    say(
      "paper",
      "huang2018",
      "From boosting: the output is a sum of weak classifiers, each the difference of two read-outs that follow each other.",
      "B1-sum",
    ),
    say(
      "paper",
      "huang2018",
      "Every block improves the edge (the weak-learning condition), as boosting needs.",
      "B3-holds",
    ),
    say(
      "ours",
      "huang2018",
      "The weights that boosting puts on examples cancel: what is left is training block by block.",
      "B1-cancel",
    ),
    say(
      "paper",
      "nitanda2018",
      "From functional gradients: the step is a residual block, and its layers reproduce the training.",
      "N4-block",
      "N4-layers",
    ),
    say(
      "ours",
      "nitanda2018",
      "A block that begins at zero has the step of functional boosting for its gradient, keeps near its direction for half of what can be gained, and trained to the end goes elsewhere: the two kinds of boosting agree on where to begin.",
      "B9-first",
      {claim: "X9-boosting", under: {"half of the way": "first", "to the end": "second"}},
    ),
    say("ours", "he2015", "Blocks of a single layer would not have helped.", "H12-single"),
    say("ours", "he2015", history),
  ],
  experiments: [
    tens(["X7-gates"], "X7-gates at gate biases from −1 to −5, 14 and 27 units, ten seeds.", 12),
    tens(
      ["H8-kinds"],
      "H8-kinds with ten seeds at full size: are projections worse than identities?",
      10,
    ),
    tens(["B8-flat", "B6-worse"], "notebook 04 at full size, ten seeds.", 60),
    tens(
      ["X9-boosting"],
      "X9-boosting with all of a block trained, its read-out too, as Huang et al. train it.",
      10,
    ),
  ],
};

/** Why learn the residual at all? */
const residual: Question = {
  asks: "Why learn the residual at all?",
  sentences: [
    say(
      "paper",
      "he2015",
      "Because with shortcuts a depth can be trained at which plain networks fail.",
      "H1-depth",
      "H6-cure",
    ),
    say(
      "paper",
      "he2015",
      "Because a map near the identity is easier to learn as a residual: so it is in one block.",
      "H9-one",
    ),
    say(
      "ours",
      "he2015",
      "In a stack the nearness of the target decides which form wins.",
      "H9-stack",
    ),
    say(
      "ours",
      "he2015",
      "Because of where training starts: plain networks with batch norm whose weights begin near the identity train without any shortcut.",
      "H9-start",
      "H9-late",
    ),
    say(
      "ours",
      "he2015",
      "Plain networks that begin near the identity train without batch norm, too.",
      "H9-bare",
    ),
    say(
      "ours",
      "huang2018",
      "A residual network without batch norm loses by depth from He's start, where it is not trained for long, and does not from branches that start at zero.",
      "B4-start",
      {
        claim: "X8-degradation",
        under: {
          "He's start": "first",
          "branches at zero": "second",
          "branches at zero, three times the epochs": "second",
        },
      },
    ),
    say(
      "paper",
      "he2016",
      "Because a clean path of identities is kept: full pre-activation trains more easily when very deep.",
      "I6-pre",
    ),
    say(
      "ours",
      "veit2016",
      "Because the gradients of a plain network with batch norm, as ours are, vanish on their long way.",
      {
        claim: "X1-gradients",
        under: {"batch norm, start": "second", "batch norm, 20 updates": "second"},
      },
    ),
    say(
      "ours",
      "veit2016",
      "Because so many paths are left when one fails: a reading on which their number carries the network.",
      {claim: "X5-count", is: ["first"]},
    ),
    say(
      "ours",
      "veit2016",
      "Because modules are exchangeable: a reading on which a module's place does not tell what its loss costs.",
      {claim: "X6-order", is: ["first"]},
    ),
    say(
      "ours",
      "veit2016",
      "With batch norm training makes the paths of the gradient shorter; without it, from small branches, longer.",
      "V7-shallower",
      {
        claim: "X3-training",
        under: {"with batch norm": "first", "no norm, small branches": "second"},
      },
    ),
    say(
      "ours",
      "littwin2016",
      "With batch norm the network starts shallow: its paths are shorter than half of its modules.",
      "L7-start",
      {claim: "X4-start", under: {"with batch norm": "second"}},
    ),
    say(
      "paper",
      "littwin2016",
      "A residual network gets deeper as it learns: its paths get longer.",
      "L6-deepens",
      "L8-depth",
      {
        claim: "X3-training",
        is: ["second"],
      },
    ),
    say(
      "ours",
      "littwin2016",
      "It is how the scales λ are spread over the layers that moves the depth, not how large they are.",
      "L8-profile",
    ),
  ],
  experiments: [
    tens(["H9-bare"], "notebook 01 at full size on the code of today: H9-bare with ten seeds.", 4),
    tens(
      ["X1-gradients", "X3-training", "X4-start", "X5-count", "X6-order", "X8-degradation"],
      "this notebook at full size, ten seeds.",
      45,
    ),
    tens(
      ["L8-profile", "L8-moves"],
      "notebook 05 at full size on the code of today: the profile of λ with ten seeds.",
      25,
    ),
  ],
};

/** Why does it, mathematically, reach high accuracy? */
const accuracy: Question = {
  asks: "Why does it, mathematically, reach high accuracy?",
  sentences: [
    say(
      "ours",
      "he2015",
      "Because it is deep: on these digits modules that are there in training are worth two and a half points of test error.",
      {claim: "X2-depth", is: ["first"]},
    ),
    say(
      "paper",
      "veit2016",
      "Because it is an ensemble of short paths: trained on a few modules at a time it loses less than two and a half points of test error.",
      "V8-short",
      {claim: "X2-depth", under: {"few at a time": "second"}},
    ),
    say(
      "paper",
      "huang2018",
      "Because every block improves the edge, and so the bound on the training error falls.",
      "B2-bound",
      "B3-holds",
    ),
    say(
      "ours",
      "huang2018",
      "The bound of Huang et al. on the training error says no more than it supposes: it follows from the last block's edge alone.",
      "B2-last",
    ),
    say(
      "ours",
      "huang2018",
      "The bound of Huang et al. on the test error (by margins) is above one, and so says nothing about these networks.",
      "B8-bound",
    ),
    say(
      "paper",
      "littwin2016",
      "Because its loss is that of a mixture of spin glasses, one for each path length: so it is on average, under the paper's assumptions.",
      "L11-paths",
      "L11-loss",
    ),
    say(
      "ours",
      "littwin2016",
      "Because such a mixture has fewer critical points (places where the loss is flat) than the spin glass of a plain network of its depth.",
      "L13-bound",
      "L13-count",
    ),
    say(
      "article",
      "littwin2016",
      "Because it is shallow first, and deep when the loss is already low.",
      "L14-start",
      "L14-schedule",
    ),
    say(
      "ours",
      "nitanda2018",
      "Because few training examples have small margins (by how much they are on the right side): their share keeps below the bound of the theory.",
      "N8-margin",
    ),
    say(
      "ours",
      "nitanda2018",
      "Samples split between the layers, as the bound of Nitanda and Suzuki asks, make boosting more accurate.",
      "N8-split",
    ),
    say(
      "ours",
      "nitanda2018",
      "Because functional-gradient boosting, in this lab's variant, beats LightGBM, random forests, SVM and MLP.",
      "N9-lab-LightGBM",
      "N9-lab-random-forest",
      "N9-lab-RBF-SVM",
      "N9-lab-MLP",
    ),
    say(
      "ours",
      "nitanda2018",
      "A network trained end to end reaches what the same blocks reach grown.",
      "N10-passes",
      "N10-longer",
    ),
    say("ours", "he2015", noTheorem),
  ],
  experiments: [
    tens(
      ["X2-depth"],
      "X2-depth on data that need depth, ten seeds: letters instead of 8 × 8 digits.",
      20,
    ),
    tens(
      ["N10-passes", "N10-longer"],
      "notebook 06 at full size: what the blocks of an end-to-end network do to the features.",
      60,
    ),
    tens(
      ["L14-schedule"],
      "notebook 05 at full size on the code of today: the depth schedule with ten seeds.",
      15,
    ),
    tens(
      [noTheorem],
      "plain and residual networks of equal training error, test errors of 20 seeds on digits.",
      30,
    ),
  ],
};

/** The three questions of the series. Each sentence is written to stand or fall with the claims behind it. */
export const threeQuestions = {block, residual, accuracy} as const;
