using Platform.Validation;
using Platform.Validation.Sanitizing;

namespace CityDesk.Api;

/// <summary>Who wants to sign in.</summary>
[Validated]
internal sealed partial record SignInCommand([Trim] string UserName, string Password)
{
    /// <summary>Without the password, which must not stand in a log.</summary>
    public override string ToString() => $"{nameof(SignInCommand)} of {UserName}";
}
