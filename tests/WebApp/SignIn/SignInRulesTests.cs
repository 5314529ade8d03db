using System.Security.Claims;
using Microsoft.Extensions.Options;
using Steadfast.WebApp.SignIn;

namespace Steadfast.WebApp.Tests.SignIn;

[Trait("Category", "fast")]
public sealed class SignInRulesTests
{
    private const string NoGroup = "Your account is in none of the groups that have access to this site.";
    private const string TooMany = "Your account is in so many groups that none was named. Ask for the group of this site to be assigned to its application.";
    private const string NoTenant = "Your organization has no access to this site.";

    [Theory]
    [InlineData("a, B", "", "groups=b", null)]
    [InlineData("a", "", "groups=x groups=a", null)]
    [InlineData("a", "", "groups=aa roles=a", NoGroup)]
    [InlineData("a", "", "", NoGroup)]
    [InlineData("a", "", "hasgroups=true", TooMany)]
    [InlineData("a", "", "_claim_names={}", TooMany)]
    [InlineData("", "t", "tid=T groups=x", null)]
    [InlineData("", "t", "groups=x", NoTenant)]
    [InlineData("a", "t", "tid=u groups=a", NoTenant)]
    [InlineData("a", "t", "tid=t groups=b", NoGroup)]
    [InlineData("a", "t", "tid=t groups=a", null)]
    public void Who_may_come_in(string groups, string tenants, string claims, string? refusal)
    {
        Claim[] all = [.. claims.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static each => each.Split('=')).Select(static pair => new Claim(pair[0], pair[1]))];

        Assert.Equal(refusal, SignInRules.Refusal(all, new SignInOptions { AllowedGroups = groups, AllowedTenants = tenants }));
    }

    [Theory]
    [InlineData("https://login.microsoftonline.com/one/v2.0", "")]
    [InlineData("https://login.microsoftonline.com/organizations/v2.0", "https://login.microsoftonline.com/t1/v2.0 https://login.microsoftonline.com/t2/v2.0")]
    public void An_address_for_every_tenant_means_the_allowed_ones(string authority, string issuers) => Assert.Equal(
        issuers, string.Join(' ', SignInRules.Issuers(new SignInOptions { Authority = authority, AllowedTenants = "t1, t2" })));

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/notes?after=3#x", "/notes?after=3#x")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("notes", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/a\\..\\evil", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("/\n/evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/\u2028x", "/")]
    [InlineData("/sign-in?return=/", "/")]
    [InlineData("/SIGN-OUT", "/")]
    public void After_a_sign_in_one_goes_to_a_page_of_this_site(string? wanted, string address) => Assert.Equal(address, LocalAddress.Of(wanted));

    [Fact]
    public void An_address_that_is_too_long_is_not_gone_to() =>
        Assert.Equal((1000, "/"), (LocalAddress.Of("/" + new string('a', 999)).Length, LocalAddress.Of("/" + new string('a', 1000))));

    [Fact]
    public void A_key_opens_with_its_secret_in_its_environment_and_not_otherwise()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "a secret of all instances\n");
            SignInOptions here = new() { PublicAddress = "https://a.example", KeysSecretFile = file }, there = new() { PublicAddress = "https://b.example", KeysSecretFile = file };
            KeySeal seal = new(Options.Create(here));
            byte[] box = seal.Seal("<key/>"), changed = [.. box[..^1], (byte)(box[^1] ^ 1)];
            bool isOpen = seal.TryOpen(box, out string? text);
            bool[] others = [new KeySeal(Options.Create(there)).TryOpen(box, out _), seal.TryOpen(changed, out _), seal.TryOpen(box.AsSpan(0, 20), out _)];
            File.WriteAllText(file, "another secret of all");

            Assert.Equal((true, "<key/>", false), (isOpen, text, seal.TryOpen(box, out _)));
            Assert.Equal([false, false, false], others);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
