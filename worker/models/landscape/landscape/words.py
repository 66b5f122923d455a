"""The words that captions choose from."""

TIMES = {
    "day": [
        "at noon", "at midday", "by day", "in daylight", "during the day", "in the daytime",
        "under a blue sky", "on a bright day", "on a sunny day", "in the afternoon",
        "in bright daylight",
    ],
    "sunset": [
        "at sunset", "at dusk", "in the evening", "during sunset", "in evening light",
        "under an orange sky", "under a red sky", "at twilight", "in the golden hour",
    ],
    "dawn": [
        "at dawn", "at sunrise", "in the early morning", "in pink morning light",
        "in the morning", "at daybreak", "under a pink sky", "during sunrise",
    ],
    "night": [
        "at night", "at midnight", "during the night", "in the dark night",
        "under the night sky", "in the dark", "by night", "in the middle of the night",
    ],
}
BARE_TIMES = {
    "day": ["day", "noon", "midday", "daytime", "daylight"],
    "sunset": ["sunset", "dusk", "evening", "twilight"],
    "dawn": ["dawn", "sunrise", "morning", "daybreak"],
    "night": ["night", "midnight", "night time", "dark night"],
}
TERRAINS = {
    ("hills", "summer"): [
        "green hills", "rolling hills", "rolling green hills", "grassy hills", "hills",
        "green meadows", "a green meadow", "a green field", "the countryside", "a valley",
        "a grassy hill", "green fields", "a summer landscape", "hills in summer",
    ],
    ("hills", "spring"): [
        "spring hills", "flowery hills", "hills with flowers", "blooming meadows in spring",
        "a meadow full of flowers", "a flower field", "hills in spring", "a spring landscape",
    ],
    ("hills", "autumn"): [
        "autumn hills", "orange autumn hills", "hills in autumn", "golden fall hills",
        "hills in fall", "an autumn landscape", "autumn fields", "a fall landscape",
    ],
    ("hills", "winter"): [
        "snowy hills", "white winter hills", "hills in winter", "snow covered hills",
        "a snowy landscape", "a winter landscape", "snowy fields", "a snowy hill", "the snow",
    ],
    ("mountains", "summer"): [
        "mountains", "tall mountains", "mountain peaks", "snow capped mountains", "the mountains",
        "high mountains", "the alps", "a mountain range", "big mountains",
        "a mountain landscape", "mountains in summer",
    ],
    ("mountains", "spring"): [
        "mountains in spring", "mountains with flowers", "spring mountains",
        "mountains above a flower meadow",
    ],
    ("mountains", "autumn"): [
        "autumn mountains", "mountains in autumn", "mountains in fall", "fall mountains",
    ],
    ("mountains", "winter"): [
        "winter mountains", "frozen mountains", "mountains in winter",
        "snow covered mountains", "snowy mountains", "white mountains", "icy mountains",
    ],
    "sea": [
        "the sea", "a calm sea", "a blue sea", "the ocean", "a calm blue sea", "calm water",
        "the water", "a quiet ocean", "a lake", "the waves", "the coast", "open water",
        "the seaside",
    ],
    "desert": [
        "the desert", "desert dunes", "sand dunes", "a sandy desert", "golden dunes", "a desert",
        "the sand", "a hot desert", "a desert landscape", "dunes",
    ],
    "city": [
        "a city", "a city skyline", "the city", "a big city", "tall buildings", "skyscrapers",
        "a skyline", "a town", "downtown", "city buildings", "a modern city", "a metropolis",
    ],
}
PREPOSITIONS = {
    "hills": ["on", "on", "among", "in"],
    "mountains": ["in front of", "near", "in", "by"],
    "sea": ["on", "by", "at", "in"],
    "desert": ["in", "among", "on"],
    "city": ["over", "in", "above"],
}
NUMBERS = {
    1: ["a", "one", "a single"],
    2: ["two", "a pair of", "2", "a couple of"],
    3: ["three", "3"],
}
HOUSES = ["house", "house", "house", "cottage", "cabin", "home", "hut", "farmhouse"]
PINES = ["pine tree", "pine tree", "pine", "fir tree", "fir", "evergreen tree", "spruce"]
ROUND_TREES = ["tree", "tree", "round tree", "leafy tree", "oak tree", "broadleaf tree"]
PINE_FORESTS = ["a pine forest", "a fir forest", "an evergreen forest", "a dark pine wood"]
ROUND_FORESTS = ["a leafy forest", "a row of round trees", "a wood of round trees"]
MANY = ["a forest of", "many", "lots of", "a row of"]
BOATS = ["sailboat", "sailboat", "boat", "sailing boat", "ship", "sailing ship", "yacht"]
LIGHTHOUSES = ["a lighthouse", "a lighthouse", "the lighthouse", "one lighthouse"]
PALMS = [
    "an island with a palm tree", "a palm tree on an island", "a small island", "a palm tree",
    "a tropical island", "a desert island with a palm",
]
CACTI = ["cacti", "cactuses"]
SUNS = {
    "day": ["sun", "sun", "yellow sun", "shining sun", "bright sun", "golden sun"],
    "sunset": ["setting sun", "orange sun", "sun", "red sun"],
    "dawn": ["rising sun", "pale sun", "sun", "morning sun"],
}
SIZES = ["big", "large", "huge", "giant", "enormous"]
STARS = ["stars", "a starry sky", "many stars", "twinkling stars", "bright stars", "starry sky"]
CLOUDS = {
    "one": ["a cloud", "one cloud", "a single cloud", "a white cloud", "a small cloud"],
    "few": ["clouds", "white clouds", "some clouds", "a few clouds", "fluffy clouds"],
    "many": [
        "many clouds", "a cloudy sky", "lots of clouds", "cloudy weather", "an overcast sky",
        "a sky full of clouds", "cloudy",
    ],
}
CLEAR = ["a clear sky", "no clouds", "a cloudless sky", "clear sky"]
WEATHER = {
    "snow": ["falling snow", "snowing", "snowfall", "snowflakes", "it is snowing", "snow falls"],
    "rain": ["rain", "raining", "rainy weather", "falling rain", "it is raining", "a rainy day"],
}
RAINBOWS = ["a rainbow", "a rainbow", "a colorful rainbow", "a bright rainbow", "rainbow"]
BIRDS = ["birds", "flying birds", "some birds", "a flock of birds", "birds in the sky"]
BALLOONS = ["hot air balloon", "hot air balloon", "balloon", "air balloon"]
COLOUR_WORDS = {
    "red": ["red", "red", "red", "crimson", "scarlet"],
    "blue": ["blue", "blue", "blue", "azure"],
    "yellow": ["yellow", "yellow", "yellow", "golden"],
    "white": ["white", "white", "white", "pale"],
    "purple": ["purple", "purple", "purple", "violet", "lilac"],
}
OPENINGS = [
    "a picture of", "an illustration of", "a painting of", "a drawing of", "a view of",
    "flat design illustration of", "an image of",
]
