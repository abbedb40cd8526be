import type {AnswerSentence, Ground, NextExperiment, Question} from "./answers";
import type {Whose} from "./claim";

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
      "From algebra: signal and gradient travel as sums exactly where the shortcut is the identity and nothing stands behind the addition.",
      "I1-sum",
    ),
    say("paper", "he2016", "Every other shortcut trains worse.", "I2-others", {
      claim: "X7-gates",
      is: ["first"],
    }),
    say(
      "paper",
      "huang2018",
      "From boosting: the output is a telescoping sum of weak classifiers.",
      "B1-sum",
    ),
    say(
      "paper",
      "huang2018",
      "Every block passes the weak-learning condition that boosting needs.",
      "B3-holds",
    ),
    say(
      "ours",
      "huang2018",
      "The boosting weights cancel: what is left is training block by block.",
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
      "A block that is trained begins with that step and then leaves it: the two kinds of boosting agree at the start alone.",
      {claim: "X9-boosting", is: ["both under conditions"]},
    ),
    say("ours", "he2015", "Blocks of a single layer would have done as well.", "H12-single"),
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
    tens(["X9-boosting"], "X9-boosting on trained blocks instead of random ones.", 3),
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
      "Because of where training starts: plain networks whose weights begin near the identity train without any shortcut.",
      "H9-start",
      "H9-late",
    ),
    say("ours", "he2015", "They do so without batch norm, too.", "H9-bare"),
    say(
      "ours",
      "huang2018",
      "A residual network without batch norm loses by depth from He's start, and does not from branches that start at zero.",
      "B4-start",
      {claim: "X8-degradation", is: ["both under conditions"]},
    ),
    say(
      "paper",
      "he2016",
      "Because a clean path of identities is kept: full pre-activation trains more easily when very deep.",
      "I6-pre",
    ),
    say("paper", "veit2016", "Because the gradients of a plain network vanish on their long way.", {
      claim: "X1-gradients",
      is: ["second"],
    }),
    say(
      "paper",
      "veit2016",
      "Because so many paths are left when one fails: their number carries the network.",
      {claim: "X5-count", is: ["first"]},
    ),
    say("paper", "veit2016", "Because modules are exchangeable members of an ensemble.", {
      claim: "X6-order",
      is: ["first"],
    }),
    say(
      "ours",
      "veit2016",
      "With batch norm training makes the paths of the gradient shorter; without it, from small branches, longer.",
      "V7-shallower",
      {claim: "X3-training", is: ["both under conditions"]},
    ),
    say("paper", "littwin2016", "The network starts shallow with batch norm.", "L7-start", {
      claim: "X4-start",
      is: ["second", "both under conditions"],
    }),
    say("paper", "littwin2016", "It gets deeper as it learns.", "L6-deepens", "L8-depth", {
      claim: "X3-training",
      is: ["second"],
    }),
    say(
      "ours",
      "littwin2016",
      "It is the profile of the scales over the layers that moves the depth.",
      "L8-profile",
    ),
  ],
  experiments: [
    tens(["H9-bare"], "H9-bare with ten seeds instead of five (notebook 01).", 4),
    tens(
      ["X1-gradients", "X3-training", "X4-start", "X5-count", "X6-order", "X8-degradation"],
      "this notebook at full size, ten seeds.",
      45,
    ),
    tens(
      ["L8-profile", "L8-moves"],
      "the profile of λ in notebook 05 with ten seeds and longer training.",
      25,
    ),
  ],
};

/** Why does it, mathematically, reach high accuracy? */
const accuracy: Question = {
  asks: "Why does it, mathematically, reach high accuracy?",
  sentences: [
    say(
      "paper",
      "he2015",
      "Because it is deep: on these digits depth that is there in training is worth test error.",
      {claim: "X2-depth", is: ["first"]},
    ),
    say(
      "paper",
      "veit2016",
      "Because it is an ensemble of short paths: as few modules do as well.",
      "V8-short",
      {claim: "X2-depth", is: ["second"]},
    ),
    say("paper", "huang2018", "Because the training error falls with every edge.", "B2-bound"),
    say(
      "ours",
      "huang2018",
      "The last edge alone carries that bound, which restates its hypothesis.",
      "B2-last",
    ),
    say(
      "ours",
      "huang2018",
      "The margin bound is too large to say anything about these networks.",
      "B8-bound",
    ),
    say(
      "paper",
      "littwin2016",
      "Because its loss is a mixture of spin glasses, under assumptions that are exact where they hold.",
      "L11-paths",
      "L11-loss",
    ),
    say(
      "paper",
      "littwin2016",
      "Because a mixture has fewer critical points than a plain network of its depth.",
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
      "paper",
      "nitanda2018",
      "Because the margins of the training set grow as the theory says.",
      "N8-margin",
    ),
    say("paper", "nitanda2018", "Because samples may be split between the layers.", "N8-split"),
    say(
      "article",
      "nitanda2018",
      "Because functional gradient boosting beats LightGBM, random forests, SVM and MLP.",
      "N9-lab-LightGBM",
      "N9-lab-random-forest",
      "N9-lab-RBF-SVM",
      "N9-lab-MLP",
    ),
    say(
      "article",
      "nitanda2018",
      "A network trained end to end is such boosting.",
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
    tens(["L14-schedule"], "the depth schedule of notebook 05 with ten seeds.", 15),
    tens(
      [noTheorem],
      "plain and residual networks of equal training error, test errors of 20 seeds on digits.",
      30,
    ),
  ],
};

/** The three questions of the series. Each sentence is written to stand or fall with the claims behind it. */
export const threeQuestions = {block, residual, accuracy} as const;
