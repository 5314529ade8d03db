namespace Steadfast.WebApp.SignIn;

/// <summary>The provider, or the identity that vouches for this application, cannot be asked now. A session that is there goes on.</summary>
internal sealed class ProviderAwayException(Exception? inner = null) : Exception("The provider of the sign-in cannot be asked.", inner)
{
    /// <summary>Tells whether a failure goes back to this.</summary>
    public static bool IsCauseOf(Exception? failure)
    {
        for (Exception? each = failure; each is not null; each = each.InnerException)
        {
            if (each is ProviderAwayException)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The provider knows the person, who may not come in. The message is for them.</summary>
internal sealed class SignInRefusedException(string message) : Exception(message);
