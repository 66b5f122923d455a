"""Small tokenizers of CLIP's and T5's kind, trained on a few lines of our own."""

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

LINES = """
An old stone bridge over a river, and the river runs to the sea.
A fox in snow looks at the hills; a wolf, a deer and a hare watch the fox.
The lighthouse by the sea shines at night, through fog and rain and storm.
A castle on a hill, mountains behind it, many stars above them.
A red boat, a blue boat and a green boat wait in the harbour at dawn.
Green hills in spring, golden fields in summer, bare trees in winter.
People walk along the beach while the sun sets behind the clouds.
A small house with a red roof stands between two tall pines.
Painted in oil, drawn with ink, washed with water colours, in soft light.
The valley lies under mist; the path climbs to a chapel of white stone.
No text, no frame, no people: only sky, sand and water, 1 tree or 2 or 30.
""".strip().split("\n")

START, END, UNKNOWN = "<|startoftext|>", "<|endoftext|>", "<unk>"
WORDS = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def clip_tokenizer(pad):
    """Byte-level BPE with word ends, lower-cased; `pad` fills a sequence up."""
    tokenizer = Tokenizer(models.BPE(unk_token=END, end_of_word_suffix="</w>", continuing_subword_prefix=""))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(WORDS), "removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=420,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        end_of_word_suffix="</w>",
        special_tokens=[START, END],
        show_progress=False,
    )
    tokenizer.train_from_iterator(LINES, trainer)
    ends = [(END, tokenizer.token_to_id(END)), (START, tokenizer.token_to_id(START))]
    tokenizer.post_processor = processors.RobertaProcessing(*ends, trim_offsets=False, add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token=START, eos_token=END, unk_token=END, pad_token=pad, model_max_length=77
    )


def t5_tokenizer():
    """SentencePiece's unigram model as tokenizer.json; older folders hold spiece.model instead."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    trainer = trainers.UnigramTrainer(
        vocab_size=220, special_tokens=["<pad>", "</s>", UNKNOWN], unk_token=UNKNOWN, show_progress=False
    )
    tokenizer.train_from_iterator(LINES, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", tokenizer.token_to_id("</s>"))]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="</s>", unk_token=UNKNOWN, pad_token="<pad>", model_max_length=512
    )


def t5_texts(tokenizer):
    """Texts with their ids in sequences of 16."""
    texts = ["", " ", "a fox in snow", "An old, OLD bridge...", "ﬁne ＡＢＣ ① tea", "a  b\tc\nd", "snow " * 30, "狐 🦊 café", "</s> <pad>"]
    return [{"text": text, "ids": tokenizer(text, padding="max_length", max_length=16, truncation=True).input_ids} for text in texts]
