using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Steadfast.Pipelines.Tests.Scripts;

/// <summary>The recording in README, and the script that makes it.</summary>
[Trait("Category", "real-processes")]
public sealed class RecordingTests
{
    private const string Recording = "docs/images/demo.svg";
    private const int Most = 200 * 1024;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public async Task Lines_come_in_their_time_with_their_colors_and_as_text()
    {
        string[] lines =
        [
            "0.00\t\u001b[1m$ ./steadfast demo\u001b[0m\r",
            "0.50\t\u001b[38;5;8m   0.00 s\u001b[0m  \u001b[1;38;5;9mFAULT    \u001b[0m  kill -9 of <script> & others\r",
            "0.51\tat once\r",
            "9.00\ta wait\r\u001b[2Ka wait that goes on\r\u001b[2Kwhat came of it │\r",
            .. Enumerable.Range(5, 30).Select(number => $"{(number + 5).ToString(CultureInfo.InvariantCulture)}.00\tline {number}\r"),
        ];
        XElement drawn = XElement.Parse(await DrawAsync(lines), LoadOptions.PreserveWhitespace);

        Assert.Equal(["$ ./steadfast demo", "   0.00 s  FAULT      kill -9 of <script> & others", "at once", "what came of it │", .. Enumerable.Range(5, 30).Select(number => $"line {number}")], Texts(drawn));
        Assert.Equal(["t", "q", "t r"], drawn.Descendants(Svg + "tspan").Select(part => part.Attribute("class")!.Value));
        string style = drawn.Element(Svg + "style")!.Value;
        string[] shown = [.. Regex.Matches(Regex.Match(style, "@keyframes cover{(.*)}").Groups[1].Value, @"translateY\((\d+)px\)").Select(match => match.Groups[1].Value)];
        // What came together is shown together: three lines by the second moment.
        Assert.Equal(["18", "54", "72", "90"], shown.Take(4));
        Assert.Equal($"{34 * 18}", shown[^1]);
        Assert.Contains("prefers-color-scheme:dark", style, StringComparison.Ordinal);
        Assert.Contains("prefers-reduced-motion", style, StringComparison.Ordinal);
    }

    [Fact]
    public void The_recording_in_README_is_of_a_run_that_went_well_and_is_small()
    {
        string file = Repository.PathOf(Recording);
        XElement drawn = XElement.Load(file, LoadOptions.PreserveWhitespace);
        string[] texts = [.. Texts(drawn)];

        Assert.InRange(new FileInfo(file).Length, 1024, Most);
        Assert.Contains(Recording, Repository.Text("README.md"), StringComparison.Ordinal);
        Assert.StartsWith("$ ./steadfast demo", texts[0], StringComparison.Ordinal);
        Assert.Contains(texts, text => text.Contains("STEADFAST", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("met", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, text => text.Contains("NOT MET", StringComparison.Ordinal));
        Assert.DoesNotContain(drawn.Descendants(), element => element.Name.LocalName is "script" or "image" or "a");
        Assert.All(texts, text => Assert.InRange(text.Length, 0, 80));
    }

    private static IEnumerable<string> Texts(XElement drawn) => drawn.Descendants(Svg + "text").Select(text => text.Value);

    private static async Task<string> DrawAsync(string[] lines)
    {
        string file = Path.GetTempFileName();
        try
        {
            CancellationToken cancellation = TestContext.Current.CancellationToken;
            await File.WriteAllTextAsync(file, string.Join('\n', lines) + "\n", cancellation);
            using Process process = Process.Start(new ProcessStartInfo("bash", [Repository.PathOf("docs/images/record.sh"), "--from", file]) { RedirectStandardOutput = true })!;
            string drawn = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return drawn;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
