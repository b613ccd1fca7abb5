using FluentValidation;

namespace Platform.Benchmarks.Validation;

/// <summary>The same rules in FluentValidation, each validator made once and kept, as its documentation advises.</summary>
internal sealed class FluentOrderValidator : AbstractValidator<TypedOrder>
{
    public FluentOrderValidator()
    {
        RuleFor(order => order.Reference).NotEmpty().Length(4, 64);
        RuleFor(order => order.Customer!).NotNull().SetValidator(new FluentCustomerValidator());
        RuleFor(order => order.ShipTo!).NotNull().SetValidator(new FluentAddressValidator());
        RuleFor(order => order.Lines).NotNull().Must(lines => lines!.Count is >= 1 and <= 500);
        RuleForEach(order => order.Lines).SetValidator(new FluentLineValidator());
        RuleFor(order => order.Discount).InclusiveBetween(0, 100);
        RuleFor(order => order.Note).MaximumLength(2_000);
    }
}

internal sealed class FluentCustomerValidator : AbstractValidator<TypedCustomer>
{
    public FluentCustomerValidator()
    {
        RuleFor(customer => customer.Name).NotEmpty().MaximumLength(200);
        RuleFor(customer => customer.Email).NotEmpty().MaximumLength(254).EmailAddress();
    }
}

internal sealed class FluentAddressValidator : AbstractValidator<TypedAddress>
{
    public FluentAddressValidator()
    {
        RuleFor(address => address.Street).NotEmpty().MaximumLength(200);
        RuleFor(address => address.City).NotEmpty().MaximumLength(100);
        RuleFor(address => address.Zip).MaximumLength(12);
        RuleFor(address => address.Country).NotEmpty().Length(2);
    }
}

internal sealed class FluentLineValidator : AbstractValidator<TypedLine>
{
    public FluentLineValidator()
    {
        RuleFor(line => line.Sku).Cascade(CascadeMode.Stop).NotEmpty().Length(1, 64);
        RuleFor(line => line.Quantity).InclusiveBetween(1, 999);
        RuleFor(line => line.Price).InclusiveBetween(0.01, 1_000_000.0);
    }
}

internal sealed class FluentFormValidator : AbstractValidator<TypedForm>
{
    public FluentFormValidator()
    {
        RuleFor(form => form.Name).NotEmpty().MaximumLength(100);
        RuleFor(form => form.Email).NotEmpty().MaximumLength(254).EmailAddress();
        RuleFor(form => form.Age).InclusiveBetween(18, 120);
        RuleFor(form => form.Code).Length(5);
        RuleFor(form => form.Score).InclusiveBetween(0, 100);
    }
}
