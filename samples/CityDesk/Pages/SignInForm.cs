using System.ComponentModel.DataAnnotations;
using Platform.Validation;
using Platform.Validation.Sanitizing;

namespace CityDesk.Pages;

/// <summary>The form of the sign-in page as it was filled in.</summary>
[Validated]
internal sealed partial record SignInForm([Trim, MinLength(1)] string UserName, [MinLength(1)] string Password)
{
    public static SignInForm Read(string? userName, string? password) => Validator.Sanitize(new SignInForm(userName ?? "", password ?? ""));

    /// <summary>Without the password, which must not stand in a log.</summary>
    public override string ToString() => $"{nameof(SignInForm)} of {UserName}";
}
