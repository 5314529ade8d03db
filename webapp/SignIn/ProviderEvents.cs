using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Steadfast.WebApp.SignIn;

/// <summary>Adds to a sign-in what this application wants: its credential, its rules, and a page for each way in which one may fail.</summary>
internal sealed class ProviderEvents(IOptions<SignInOptions> options, ClientAssertion assertion, SignInPages pages, ILogger<ProviderEvents> log) : OpenIdConnectEvents
{
    private const string NameClaim = "name";
    private const string SubjectClaim = "sub";

    /// <inheritdoc/>
    public override Task AuthorizationCodeReceived(AuthorizationCodeReceivedContext context) =>
        assertion.AddAsync(context.TokenEndpointRequest!, context.HttpContext.RequestAborted);

    /// <inheritdoc/>
    public override Task TokenValidated(TokenValidatedContext context)
    {
        // The framework takes one that is not signed, as it comes from the provider itself. No provider that is used here sends one.
        if (context.SecurityToken.SignatureAlgorithm is null or SecurityAlgorithms.None)
        {
            context.Fail(new SecurityTokenInvalidSignatureException("The token is not signed."));
            return Task.CompletedTask;
        }

        ClaimsPrincipal person = context.Principal!;
        string subject = person.FindFirstValue(SubjectClaim) ?? "";
        if (SignInRules.Refusal(person.Claims, options.Value) is { } refusal)
        {
            log.Refused(subject);
            context.Fail(new SignInRefusedException(refusal));
            return Task.CompletedTask;
        }

        // The cookie holds no more than what is used.
        context.Principal = new(new ClaimsIdentity(
            [new(SubjectClaim, subject), new(NameClaim, person.FindFirstValue(NameClaim) ?? person.FindFirstValue("preferred_username") ?? subject)],
            SignInSetup.Session, NameClaim, roleType: null));
        log.SignedIn(subject);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task TicketReceived(TicketReceivedContext context)
    {
        context.ReturnUri = LocalAddress.Of(context.ReturnUri);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task RemoteFailure(RemoteFailureContext context)
    {
        context.HandleResponse();
        Exception? failure = context.Failure;
        string back = LocalAddress.Of(context.Properties?.RedirectUri);
        if (ProviderAwayException.IsCauseOf(failure))
        {
            return pages.AwayAsync(context.HttpContext, back);
        }

        if (failure is SignInRefusedException refused)
        {
            return pages.RefusedAsync(context.HttpContext, refused.Message);
        }

        log.Failed(failure?.GetType().Name, failure?.Data["error"]?.ToString());
        return pages.FailedAsync(context.HttpContext, back, ReasonOf(failure));
    }

    private static string ReasonOf(Exception? failure) => failure switch
    {
        SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenInvalidLifetimeException =>
            "The provider's answer is not valid at this time: its clock, or the one of this site, is wrong.",
        _ when failure?.Data["error"]?.ToString() == "access_denied" => "You were not signed in: it was broken off at the provider.",
        _ => "The sign-in was not begun here, took too long, or was used before.",
    };
}
