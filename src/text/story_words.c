/* story_words.c: people, places, things, and the words of sentences about them. Things and their kinds begin with a
 * consonant in English, so that the article stays "a" whether or not the kind is left out. */
#include "text/story_words.h"

const StoryWord story_people[STORY_PEOPLE] = {
    {"Anna", "민수"},  {"Ben", "지우"},   {"Clara", "서연"}, {"David", "도윤"}, {"Emma", "예린"}, {"Frank", "준호"},
    {"Grace", "유나"}, {"Henry", "현우"}, {"Ivy", "소라"},   {"Jack", "태민"},  {"Kate", "은지"}, {"Leo", "가람"},
};

const StoryWord story_places[STORY_PLACES] = {
    {"library", "도서관"}, {"school", "학교"},   {"park", "공원"},       {"market", "시장"},
    {"hospital", "병원"},  {"museum", "박물관"}, {"theater", "극장"},    {"bank", "은행"},
    {"restaurant", "식당"}, {"garden", "정원"},  {"church", "교회"},     {"bakery", "빵집"},
};

const StoryWord story_things[STORY_THINGS] = {
    {"hat", "모자"},   {"book", "책"},     {"bag", "가방"},       {"watch", "시계"}, {"picture", "그림"}, {"chair", "의자"},
    {"flower", "꽃"}, {"bicycle", "자전거"}, {"lamp", "등잔"},   {"coat", "외투"},  {"cup", "컵"},       {"doll", "인형"},
};

const StoryWord story_place_kinds[STORY_KINDS] = {
    {"quiet", "조용한"}, {"big", "큰"}, {"small", "작은"}, {"old", "오래된"}, {"new", "새로운"}, {"famous", "유명한"},
};

const StoryWord story_thing_kinds[STORY_KINDS] = {
    {"big", "큰"}, {"small", "작은"}, {"pretty", "예쁜"}, {"cheap", "값싼"}, {"good", "좋은"}, {"red", "빨간"},
};

const StoryWord story_nows[STORY_TIMES] = {{"now", "지금"}, {"still", "아직"}, {"already", "벌써"}};
const StoryWord story_pasts[STORY_TIMES] = {{"yesterday", "어제"}, {"today", "오늘"}, {"again", "다시"}};
const StoryWord story_ways[STORY_WAYS] = {
    {"quietly", "조용히"}, {"quickly", "얼른"}, {"secretly", "몰래"}, {"finally", "드디어"}};

const StoryWord story_deeds[STORY_DEEDS] = {
    {"bought", "샀다"}, {"found", "찾았다"}, {"drew", "그렸다"}, {"sold", "팔았다"}, {"made", "만들었다"}, {"saw", "보았다"},
};

const StoryWord story_openers[STORY_OPENERS] = {{"So", "그러면"}, {"Then", "그럼"}};
