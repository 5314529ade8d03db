using System.Text;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Platform;

[Trait("Category", "fast")]
public sealed class JsonPartTests
{
    private static JsonPart Part(string value) => JsonPart.Read($$"""{"part":{{value}},"other":"known"}""")!.Value;

    public static TheoryData<string> Kinds =>
    [
        "null", "true", "5", "-1", "1e999", "99999999999999999999", "\"\"", "\"text\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "[]", "[null]", "{}", "{\"\\ud800\":1}",
        $"\"{new string('x', 100_000)}\"", $"{new string('[', 60)}{new string(']', 60)}",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_part_of_any_kind_has_an_answer_to_every_question_and_leaves_the_part_beside_it_known(string value)
    {
        JsonPart whole = Part(value);
        JsonPart part = whole["part"];

        _ = (part.Text, part.Time, part.Number, part.Whole, part.IsAbsent, part.IsList, part.Shown(), part.ShownValue(), part["child"]["grandchild"].Text, part.Items.Count());
        Assert.Equal("known", whole["other"].Text);
    }

    [Theory]
    [InlineData("\"text\"", "text")]
    [InlineData("\"\"", null)]
    [InlineData("5", null)]
    [InlineData("null", null)]
    [InlineData("\"half \\ud83d\"", null)]
    [InlineData("\"\\ud83d\\udeb2\"", "\U0001F6B2")]
    public void A_text_is_read_whole_or_not_at_all(string value, string? text) => Assert.Equal(text, Part(value)["part"].Text);

    [Theory]
    [InlineData("\"2026-11-20T12:00:00Z\"", "2026-11-20T12:00:00.0000000+00:00")]
    [InlineData("\"2026-11-20T13:00:00+01:00\"", "2026-11-20T12:00:00.0000000+00:00")]
    [InlineData("\"2026-11-20T12:00:00.5\"", "2026-11-20T12:00:00.5000000+00:00")]
    [InlineData("\"yesterday\"", null)]
    [InlineData("\"12:00\"", null)]
    [InlineData("\"0001-01-01T00:00:00+14:00\"", null)]
    [InlineData("\"2026-02-30T00:00:00Z\"", null)]
    [InlineData("1764000000", null)]
    public void A_time_is_one_of_a_date(string value, string? time) => Assert.Equal(time, Part(value)["part"].Time?.ToString("O"));

    [Theory]
    [InlineData("5", 5.0, 5L)]
    [InlineData("5.5", 5.5, null)]
    [InlineData("1e999", null, null)]
    [InlineData("9223372036854775808", 9.2233720368547758E+18, null)]
    [InlineData("\"5\"", null, null)]
    public void A_number_that_does_not_fit_is_none(string value, double? number, long? whole) =>
        Assert.Equal((number, whole), (Part(value)["part"].Number, Part(value)["part"].Whole));

    [Fact]
    public void A_name_that_is_no_text_hides_no_other() =>
        Assert.Equal(("a", null), (JsonPart.Read("""{"\ud800":1,"x":"a","\udfff\u0061":2}""")?["x"].Text, JsonPart.Read("""{"\ud800":1}""")?["x"].Text));

    [Fact]
    public void Of_equal_names_the_last_one_counts() => Assert.Equal("b", JsonPart.Read("""{"x":"a","x":"b"}""")?["x"].Text);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("<html/>")]
    [InlineData("{")]
    [InlineData("{} {}")]
    public void What_is_not_JSON_is_nothing(string body) => Assert.Null(JsonPart.Read(body));

    [Fact]
    public void What_is_nested_too_deep_is_nothing() => Assert.Null(JsonPart.Read(new string('[', 100_000)));

    [Fact]
    public void What_is_longer_than_anything_that_is_asked_for_is_nothing() => Assert.Null(JsonPart.Read(new byte[33 * 1024 * 1024]));

    [Fact]
    public void A_byte_order_mark_is_let_pass() => Assert.Equal("a", JsonPart.Read(Encoding.UTF8.GetBytes("\ufeff{\"x\":\"a\"}"))?["x"].Text);

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_no_text() => Assert.Null(JsonPart.Read(Encoding.Latin1.GetBytes("{\"x\":\"\u00ff\u00fe\"}"))?["x"].Text);

    [Theory]
    [InlineData("a\u001b[2J\r\n\u202e\u2028b", 200, "a [2J    b")]
    [InlineData("\ud83d\udeb2\ud83d\udeb2\ud83d\udeb2", 2, "\ud83d\udeb2\ud83d\udeb2")]
    [InlineData("   ", 10, "")]
    public void What_is_shown_steers_nothing_and_is_cut_between_characters(string text, int most, string shown) => Assert.Equal(shown, DisplayText.Of(text, most));
}
