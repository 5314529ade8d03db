using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Processes;
using Steadfast.Local.Stack.SignIn;

namespace Steadfast.Local.Scenarios.SignIn;

/// <summary>
/// The provider of the sign-in hangs, and later is killed: whoever is signed in goes on, a new sign-in is refused in time and works again
/// afterwards, and the automation has nothing to do.
/// </summary>
public sealed class SignInProviderAwayScenario : DependencyAwayScenario
{
    /// <inheritdoc/>
    public override string Name => "signin-provider-away";

    /// <inheritdoc/>
    public override string Title => "the provider of the sign-in hangs, then is killed, and whoever is signed in goes on";

    /// <inheritdoc/>
    protected override string Dependency => "the provider of the sign-in";

    /// <inheritdoc/>
    protected override string Request => "sign-in";

    // It is sent on to the provider.
    /// <inheritdoc/>
    protected override string Served => "302";

    /// <inheritdoc/>
    protected override TimeSpan Lasting => TimeSpan.FromSeconds(6);

    /// <inheritdoc/>
    protected override TimeSpan Afterwards => TimeSpan.FromSeconds(4);

    // 3 s for the provider; one that is asked by somebody else already is waited for.
    /// <inheritdoc/>
    protected override TimeSpan Bound => TimeSpan.FromSeconds(3.5);

    /// <inheritdoc/>
    protected override TimeSpan Back => TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) => options with { HasDatabase = true, HasSignIn = true };

    /// <inheritdoc/>
    protected override ServerProcess ServerOf(Twin twin) => twin.SignIn!.Provider;

    /// <inheritdoc/>
    protected override Task<IAsyncDisposable> BeginAsync(Twin twin, CancellationToken ct) =>
        Task.FromResult<IAsyncDisposable>(new SignInSeeker(twin.Addresses.ClientUrl, twin.Options.Clock));

    /// <inheritdoc/>
    private protected override IReadOnlyList<AnsweredRequest> AnsweredTo(IAsyncDisposable client) => ((SignInSeeker)client).Begun;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<Expectation>> FurtherAsync(Twin twin, CancellationToken ct) =>
        [new("afterwards a person signs in", await SignsInAsync(twin, ct))];

    private static async Task<bool> SignsInAsync(Twin twin, CancellationToken ct)
    {
        try
        {
            return await SiteVisitor.SignInAsync(twin.Addresses.ClientUrl, OidcProvider.AllowedPerson, ct) != twin.SignIn!.Session;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
