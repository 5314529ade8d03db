using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Platform;

[Trait("Category", "fast")]
public sealed class EvidenceTextTests
{
    [Theory]
    [InlineData("Server=db;Uid=web;Password=Hunter-2!x;Pooling=true", "Server=db;Uid=web;Password=(masked);Pooling=true")]
    [InlineData("""{"client_secret":"abc.def","state":"ok"}""", """{"client_secret":"(masked)","state":"ok"}""")]
    [InlineData("MYSQL_PASSWORD: hunter2 and more", "MYSQL_PASSWORD: (masked) and more")]
    [InlineData("GET /api/alerts?x=1&code=s3cr3t-key HTTP/1.1", "GET /api/alerts?x=1&code=(masked) HTTP/1.1")]
    [InlineData("https://account.blob.example/log?se=1&sig=abc%2Bdef&x=1", "https://account.blob.example/log?se=1&sig=(masked)&x=1")]
    [InlineData("Authorization: Bearer abcdefgh.ijk-lmn", "Authorization: Bearer (masked)")]
    [InlineData("mysql://root:toor@10.0.0.4/notes", "mysql://(masked)@10.0.0.4/notes")]
    [InlineData("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl here", "got (masked) here")]
    [InlineData("AccountKey=Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4==", "AccountKey=(masked)")]
    [InlineData("key Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4== end", "key (masked) end")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nafter", "(masked)\nafter")]
    [InlineData("DB_PASS=hunter2 DB_HOST=10.0.0.4", "DB_PASS=(masked) DB_HOST=10.0.0.4")]
    [InlineData("STORAGE_CONN=UseIt;x=1 next", "STORAGE_CONN=(masked) next")]
    [InlineData("APP_SAS=abc BLOB_SAS_URL=def", "APP_SAS=(masked) BLOB_SAS_URL=(masked)")]
    [InlineData("export API_KEY='two words' more", "export API_KEY='(masked)' more")]
    [InlineData("password=\"my secret words\" after", "password=\"(masked)\" after")]
    [InlineData("{\"log\":\"{\\\"password\\\":\\\"two words\\\"}\"}", "{\"log\":\"{\\\"password\\\":\\\"(masked)\\\"}\"}")]
    public void What_looks_like_a_secret_is_masked(string text, string kept) => Assert.Equal(kept, EvidenceText.Fit(text));

    [Theory]
    [InlineData("""{"statuses":[{"code":"ProvisioningState/succeeded","level":"Info","time":"2026-11-20T12:00:00Z"}]}""")]
    [InlineData("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/web")]
    [InlineData("Unhandled exception. System.InvalidOperationException: the pool is empty\n   at Steadfast.WebApp.Program.Main()")]
    public void What_helps_to_understand_stays(string text) => Assert.Equal(text, EvidenceText.Fit(text));

    [Fact]
    public void Of_a_text_that_is_cut_no_half_character_is_left()
    {
        string kept = EvidenceText.Fit(string.Concat(Enumerable.Repeat("\U0001F6B2", EvidenceText.MaxLength)) + "x");

        // Written as JSON each half takes six characters, of which there is room for 14,000.
        Assert.Equal((2_333, "\U0001F6B2"), (kept.Length, kept[..2]));
    }

    [Fact]
    public void Colors_and_control_characters_go_and_lines_stay() =>
        Assert.Equal("[  OK  ] Started\n\tnext", EvidenceText.Fit("[\u001b[0;32m  OK  \u001b[0m] Started\r\n\tnext\0\a"));

    [Fact]
    public void Of_a_long_text_the_end_is_kept_and_a_secret_at_the_cut_is_masked_before()
    {
        string text = $"begin password=abcdefghij{new string('.', EvidenceText.MaxLength - 5)}end";

        string kept = EvidenceText.Fit($"{new string('x', 30)} {text}");

        Assert.True(kept.Length <= EvidenceText.MaxLength, $"{kept.Length}");
        Assert.Equal("password=(masked)", kept[^17..]);
    }

    // A search that begins anew at each character would take the square of their length.
    [Theory]
    [InlineData("key")]
    [InlineData("passkey ")]
    [InlineData("eyJ")]
    [InlineData("eyJa.")]
    [InlineData("a/b")]
    [InlineData("bearer  ")]
    [InlineData("password ")]
    [InlineData("password=\"")]
    [InlineData("key=\\")]
    [InlineData("://a:b")]
    [InlineData("-----BEGIN ")]
    [InlineData("\u001b[0")]
    public void No_text_is_too_long_to_be_searched_for_secrets(string piece) =>
        Assert.NotEqual(EvidenceText.NotSearched, EvidenceText.Fit(string.Concat(Enumerable.Repeat(piece, 100_000)) + "\n"));

    [Theory]
    [InlineData("my-eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl here", "(masked) here")]
    [InlineData("Zm9vYmFyYmF6cXV4Zm9v/YmFyYmF6cXV4== end", "(masked) end")]
    [InlineData("a_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4== end", "a_(masked) end")]
    [InlineData("DB_KEYPASS_OLD=x DB_KEY=\"a\\\"b c\" d", "DB_KEYPASS_OLD=(masked) DB_KEY=\"(masked)\" d")]
    [InlineData("pwd='it \"is\" x' y", "pwd='(masked)' y")]
    [InlineData("token=\"\" next", "token=\"\" next")]
    public void A_secret_is_masked_wherever_it_begins(string text, string kept) => Assert.Equal(kept, EvidenceText.Fit(text));
}
