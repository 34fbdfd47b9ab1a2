//! A vault of test cards. No money moves, and no number is kept: the name it gives a card says how the card behaves, so
//! that it authorises after a restart as it did before.
//!
//! ```text
//! method   pm_sbx_<card>_<25 base36>        card: visa_ok, mastercard_ok, visa_declined, visa_no_funds
//! hold     hold_<booking>_<25 base36>       the same booking and card give the same hold
//! ```

use async_trait::async_trait;
use dashmap::DashMap;
use jiff::civil::Date;

use super::{CardFormError, CardVault};
use crate::domain::card::PaymentMethod;
use crate::domain::failure::FailureCode;
use crate::domain::ids::{BookingId, HoldId, PaymentMethodId, base36};
use crate::domain::money::Money;
use crate::domain::partner::{Caller, TestCaller};

/// What every name of a card here begins with.
const METHOD_PREFIX: &str = "pm_sbx_";

/// A card that may be entered, and what its issuer answers.
struct TestCard {
    /// Published, and `'static`: only what is written here fits, never what a guest types.
    digits: &'static str,
    brand: &'static str,
    name: &'static str,
    answer: Result<(), FailureCode>,
}

/// How many years a card lasts that is kept by its name alone.
const YEARS_LEFT: u16 = 4;

impl TestCard {
    /// The card on file, under a name that `random` makes unique.
    fn kept(&self, random: u128, exp_month: u8, exp_year: u16) -> PaymentMethod {
        PaymentMethod {
            id: named(&format!("{METHOD_PREFIX}{}_{}", self.name, base36(random, 25)), PaymentMethodId::parse),
            brand: self.brand.to_owned(),
            last4: self.digits[self.digits.len() - 4..].to_owned(),
            exp_month,
            exp_year,
        }
    }
}

/// The numbers card schemes publish for testing.
const TEST_CARDS: [TestCard; 4] = [
    TestCard { digits: "4242424242424242", brand: "visa", name: "visa_ok", answer: Ok(()) },
    TestCard { digits: "5555555555554444", brand: "mastercard", name: "mastercard_ok", answer: Ok(()) },
    TestCard {
        digits: "4000000000000002",
        brand: "visa",
        name: "visa_declined",
        answer: Err(FailureCode::CardDeclined),
    },
    TestCard {
        digits: "4000000000009995",
        brand: "visa",
        name: "visa_no_funds",
        answer: Err(FailureCode::InsufficientFunds),
    },
];

/// What became of money held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldState {
    /// Held, not taken.
    Held,
    /// Taken.
    Captured,
    /// Let go.
    Released,
}

/// One hold, as the ledger has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// What was held.
    pub amount: Money,
    /// What became of it.
    pub state: HoldState,
    /// What was given back after it was taken.
    pub refunded: Option<Money>,
}

/// The vault of test cards, with a ledger of what it held.
#[derive(Debug, Default)]
pub struct SandboxVault {
    holds: DashMap<HoldId, (Caller, Hold)>,
}

impl SandboxVault {
    /// A vault that has held nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What was held under `hold`, and what became of it.
    #[must_use]
    pub fn held(&self, hold: &HoldId) -> Option<Hold> {
        self.holds.get(hold).map(|entry| entry.1)
    }

    /// Every hold, in no order.
    #[must_use]
    pub fn ledger(&self) -> Vec<(HoldId, Hold)> {
        self.holds.iter().map(|entry| (entry.key().clone(), entry.value().1)).collect()
    }

    /// Moves money that is still held; what was taken or let go stays so.
    fn settle(&self, hold: &HoldId, state: HoldState) {
        if let Some(mut entry) = self.holds.get_mut(hold)
            && entry.1.state == HoldState::Held
        {
            entry.1.state = state;
        }
    }
}

#[async_trait]
impl CardVault for SandboxVault {
    fn keep(
        &self,
        number: &str,
        expiry: &str,
        security_code: &str,
        random: u128,
        today: Date,
    ) -> Result<PaymentMethod, Vec<CardFormError>> {
        let code = is_security_code(security_code.trim()).then_some(()).ok_or(CardFormError::SecurityCode);
        match (card_numbered(number), valid_until(expiry, today), code) {
            (Ok(card), Ok((exp_month, exp_year)), Ok(())) => Ok(card.kept(random, exp_month, exp_year)),
            (card, expiry, code) => Err([card.err(), expiry.err(), code.err()].into_iter().flatten().collect()),
        }
    }

    fn test_cards(&self) -> Vec<&'static str> {
        TEST_CARDS.iter().map(|card| card.name).collect()
    }

    fn keep_test_card(&self, name: &str, random: u128, today: Date) -> Option<PaymentMethod> {
        let card = TEST_CARDS.iter().find(|card| card.name == name)?;
        let exp_year = u16::try_from(today.year()).unwrap_or_default().saturating_add(YEARS_LEFT);
        Some(card.kept(random, 12, exp_year))
    }

    async fn authorise(
        &self,
        caller: &Caller,
        method: &PaymentMethodId,
        amount: Money,
        booking: &BookingId,
    ) -> Result<HoldId, FailureCode> {
        let (card, tail) = card_named(method).ok_or(FailureCode::ProcessingError)?;
        card.answer?;
        let hold = named(&format!("hold_{}_{tail}", booking.as_str().trim_start_matches("bkg_")), HoldId::parse);
        let held = || (caller.clone(), Hold { amount, state: HoldState::Held, refunded: None });
        self.holds.entry(hold.clone()).or_insert_with(held);
        Ok(hold)
    }

    async fn capture(&self, hold: &HoldId) {
        self.settle(hold, HoldState::Captured);
    }

    async fn release(&self, hold: &HoldId) {
        self.settle(hold, HoldState::Released);
    }

    async fn refund(&self, hold: &HoldId, amount: Money) {
        if let Some(mut entry) = self.holds.get_mut(hold)
            && entry.1.state == HoldState::Captured
        {
            entry.1.refunded.get_or_insert(amount);
        }
    }

    fn forget(&self, sandbox: &TestCaller) {
        self.holds.retain(|_, (caller, _)| caller != sandbox.caller());
    }
}

/// An identifier of letters, digits and underscores, as this vault makes them.
fn named<Id, E: std::fmt::Debug>(text: &str, parse: fn(&str) -> Result<Id, E>) -> Id {
    parse(text).expect("short, visible ASCII is an identifier of either kind")
}

/// The card that `method` names, and the part of the name that makes it unique.
fn card_named(method: &PaymentMethodId) -> Option<(&'static TestCard, &str)> {
    let (name, tail) = method.as_str().strip_prefix(METHOD_PREFIX)?.rsplit_once('_')?;
    let fits = tail.len() == 25 && tail.bytes().all(|b| b.is_ascii_alphanumeric());
    TEST_CARDS.iter().find(|card| fits && card.name == name).map(|card| (card, tail))
}

/// The test card with these digits.
fn card_numbered(number: &str) -> Result<&'static TestCard, CardFormError> {
    if !is_card_number(number) {
        return Err(CardFormError::Number);
    }
    let same = |card: &&TestCard| card.digits.bytes().eq(digits_of(number));
    TEST_CARDS.iter().find(same).ok_or(CardFormError::NotATestCard)
}

/// Month and year until whose end a card is good, which must not have come before `today`.
fn valid_until(expiry: &str, today: Date) -> Result<(u8, u16), CardFormError> {
    let (month, year) = month_and_year(expiry).ok_or(CardFormError::Expiry)?;
    let is_over = (i32::from(year), i32::from(month)) < (i32::from(today.year()), i32::from(today.month()));
    if is_over { Err(CardFormError::Expired) } else { Ok((month, year)) }
}

/// The digits as typed, spaces and hyphens passed over.
fn digits_of(number: &str) -> impl DoubleEndedIterator<Item = u8> {
    number.bytes().filter(u8::is_ascii_digit)
}

/// Whether this is 13 to 19 digits, perhaps in groups, with the right check digit (Luhn's).
fn is_card_number(number: &str) -> bool {
    let is_typed_well = number.trim().bytes().all(|b| b.is_ascii_digit() || b == b' ' || b == b'-');
    let weigh = |(place, digit): (usize, u8)| {
        let digit = u32::from(digit - b'0');
        if place % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
    };
    let sum: u32 = digits_of(number).rev().enumerate().map(weigh).sum();
    is_typed_well && (13..=19).contains(&digits_of(number).count()) && sum.is_multiple_of(10)
}

/// Month and four-digit year of `MM/YY` or `MM/YYYY`, spaces around the slash allowed.
fn month_and_year(expiry: &str) -> Option<(u8, u16)> {
    let (month, year) = expiry.split_once('/')?;
    let (month, year) = (month.trim(), year.trim());
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !(1..=2).contains(&month.len()) || !is_number(month) || !is_number(year) {
        return None;
    }
    let century = match year.len() {
        2 => 2000,
        4 => 0,
        _ => return None,
    };
    let month = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    Some((month, century + year.parse::<u16>().ok()?))
}

fn is_security_code(code: &str) -> bool {
    (3..=4).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::fixtures::dollars;
    use crate::domain::ids::PartnerId;
    use crate::domain::partner::Mode;

    const TODAY: Date = date(2026, 2, 18);

    fn acme() -> Caller {
        Caller { partner: PartnerId::parse("acme").unwrap(), mode: Mode::Test }
    }

    fn entered(number: &str) -> Result<PaymentMethod, Vec<CardFormError>> {
        SandboxVault::new().keep(number, "12/30", "123", 7, TODAY)
    }

    #[test]
    fn test_cards_are_kept_by_their_safe_parts() {
        let visa = entered(" 4242 4242 4242 4242 ").unwrap();
        assert_eq!((visa.brand.as_str(), visa.last4.as_str()), ("visa", "4242"));
        assert_eq!((visa.exp_month, visa.exp_year), (12, 2030));
        assert_eq!(visa.id.as_str(), format!("pm_sbx_visa_ok_{}", base36(7, 25)));
        assert_eq!(entered("5555-5555-5555-4444").unwrap().brand, "mastercard");
        for card in TEST_CARDS {
            assert!(entered(card.digits).is_ok(), "{}", card.name);
        }
    }

    #[test]
    fn a_test_card_can_be_kept_by_its_name() {
        let vault = SandboxVault::new();
        for name in vault.test_cards() {
            let kept = vault.keep_test_card(name, 7, TODAY).unwrap();
            assert_eq!(kept.id.as_str(), format!("pm_sbx_{name}_{}", base36(7, 25)));
            assert_eq!((kept.exp_month, kept.exp_year), (12, 2030));
        }
        assert_eq!(vault.keep_test_card("4242424242424242", 7, TODAY), None);
    }

    #[test]
    fn any_other_number_is_refused() {
        for number in ["4111111111111111", "378282246310005", "4000056655665556"] {
            assert_eq!(entered(number), Err(vec![CardFormError::NotATestCard]));
        }
        for number in ["", "4242", "4242424242424241", "4242424242424242x", "42424242424242424242"] {
            assert_eq!(entered(number), Err(vec![CardFormError::Number]));
        }
    }

    #[test]
    fn a_card_works_through_the_month_it_expires_in() {
        let keep = |expiry| SandboxVault::new().keep("4242424242424242", expiry, "123", 7, TODAY);
        for good in ["02/26", "2/26", "02 / 2026", "12/2031"] {
            assert!(keep(good).is_ok(), "{good}");
        }
        for past in ["01/26", "12/2025", "01/0000"] {
            assert_eq!(keep(past), Err(vec![CardFormError::Expired]), "{past}");
        }
        for wrong in ["", "0226", "13/26", "00/26", "02/026", "+2/26", "02/26/1", "a/b", "/26"] {
            assert_eq!(keep(wrong), Err(vec![CardFormError::Expiry]), "{wrong}");
        }
    }

    #[test]
    fn a_security_code_has_three_or_four_digits() {
        let keep = |code| SandboxVault::new().keep("4242424242424242", "12/30", code, 7, TODAY);
        assert!(keep("123").is_ok() && keep(" 1234 ").is_ok());
        for wrong in ["", "12", "12345", "12a"] {
            assert_eq!(keep(wrong), Err(vec![CardFormError::SecurityCode]), "{wrong}");
        }
    }

    #[test]
    fn every_mistake_of_a_form_is_told_at_once() {
        let all = vec![CardFormError::Number, CardFormError::Expiry, CardFormError::SecurityCode];
        assert_eq!(SandboxVault::new().keep("", "", "", 7, TODAY), Err(all));
    }

    #[tokio::test]
    async fn the_name_of_a_card_says_how_it_behaves_even_to_another_vault() {
        let authorised = async |number: &str| {
            let method = entered(number).unwrap().id;
            SandboxVault::new().authorise(&acme(), &method, dollars(330), &BookingId::new(1)).await
        };
        assert!(authorised("4242424242424242").await.is_ok());
        assert_eq!(authorised("4000000000000002").await, Err(FailureCode::CardDeclined));
        assert_eq!(authorised("4000000000009995").await, Err(FailureCode::InsufficientFunds));
        let foreign = PaymentMethodId::parse("pm_sbx_visa_ok_").unwrap();
        let answer = SandboxVault::new().authorise(&acme(), &foreign, dollars(330), &BookingId::new(1)).await;
        assert_eq!(answer, Err(FailureCode::ProcessingError));
    }

    #[tokio::test]
    async fn the_same_booking_and_card_are_held_and_taken_once() {
        let vault = SandboxVault::new();
        let method = entered("4242424242424242").unwrap().id;
        let first = vault.authorise(&acme(), &method, dollars(330), &BookingId::new(1)).await.unwrap();
        let again = vault.authorise(&acme(), &method, dollars(330), &BookingId::new(1)).await.unwrap();
        let other = vault.authorise(&acme(), &method, dollars(330), &BookingId::new(2)).await.unwrap();
        assert_eq!(first, again);
        assert_ne!(first, other);
        vault.capture(&first).await;
        vault.release(&first).await;
        vault.release(&other).await;
        vault.capture(&other).await;
        for give_back in [100, 200] {
            vault.refund(&first, dollars(give_back)).await;
            vault.refund(&other, dollars(give_back)).await;
        }
        let amount = dollars(330);
        let taken = Hold { amount, state: HoldState::Captured, refunded: Some(dollars(100)) };
        assert_eq!(vault.held(&first), Some(taken), "given back once");
        assert_eq!(vault.held(&other), Some(Hold { amount, state: HoldState::Released, refunded: None }));
        assert_eq!(vault.ledger().len(), 2);
    }

    #[tokio::test]
    async fn a_forgotten_sandbox_has_no_holds_and_others_keep_theirs() {
        let vault = SandboxVault::new();
        let method = entered("4242424242424242").unwrap().id;
        let other = Caller { partner: PartnerId::parse("other").unwrap(), mode: Mode::Test };
        let gone = vault.authorise(&acme(), &method, dollars(330), &BookingId::new(1)).await.unwrap();
        let stays = vault.authorise(&other, &method, dollars(330), &BookingId::new(2)).await.unwrap();
        vault.forget(&TestCaller::of(&acme()).unwrap());
        assert_eq!((vault.held(&gone).is_some(), vault.held(&stays).is_some()), (false, true));
    }
}
