package paystack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

const manageLinkLife = 24 * time.Hour

// manageClaims are what the token in a link to a subscription's page says.
type manageClaims struct {
	SubscriptionCode string `json:"subscription_code"`
	Integration      int64  `json:"integration"`
	Domain           string `json:"domain"`
	EmailToken       string `json:"email_token"`
	IssuedAt         int64  `json:"iat"`
	NotBefore        int64  `json:"nbf"`
	ExpiresAt        int64  `json:"exp"`
}

const manageHeader = `{"typ":"JWT","alg":"HS256"}`

func (s *Server) manageToken(sub *subscription, at time.Time) (string, error) {
	claims, err := json.Marshal(manageClaims{
		SubscriptionCode: sub.Code, Integration: s.config.Integration, Domain: "test", EmailToken: sub.EmailToken,
		IssuedAt: at.Unix(), NotBefore: at.Unix(), ExpiresAt: at.Add(manageLinkLife).Unix(),
	})
	if err != nil {
		return "", err
	}
	body := base64.RawURLEncoding.EncodeToString([]byte(manageHeader)) + "." + base64.RawURLEncoding.EncodeToString(claims)
	return body + "." + s.signToken(body), nil
}

func (s *Server) signToken(body string) string {
	mac := hmac.New(sha256.New, []byte(s.config.SecretKey))
	mac.Write([]byte(body))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// opens reports whether a token opens a subscription's page at that time.
func (s *Server) opens(token string, sub *subscription, at time.Time) bool {
	end := strings.LastIndexByte(token, '.')
	if end < 0 || !hmac.Equal([]byte(token[end+1:]), []byte(s.signToken(token[:end]))) {
		return false
	}
	_, payload, _ := strings.Cut(token[:end], ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return false
	}
	var claims manageClaims
	if json.Unmarshal(raw, &claims) != nil {
		return false
	}
	return claims.SubscriptionCode == sub.Code && at.Unix() >= claims.NotBefore && at.Unix() < claims.ExpiresAt
}

type linkView struct {
	Link string `json:"link"`
}

func (s *Server) manageLink(c *change, _ params, r *http.Request) (*answer, error) {
	sub, ok := c.Subscriptions.named(r.PathValue("code"))
	if !ok {
		return nil, errNotFound("Subscription not found")
	}
	token, err := s.manageToken(sub, c.at)
	if err != nil {
		return nil, err
	}
	link := s.config.BaseURL + "/manage/subscriptions/" + strings.TrimPrefix(sub.Code, "SUB_") + "?subscription_token=" + token
	return done("Link generated", linkView{link}), nil
}

// manageEmail would send the link. There is no email here.
func (s *Server) manageEmail(c *change, _ params, r *http.Request) (*answer, error) {
	if _, ok := c.Subscriptions.named(r.PathValue("code")); !ok {
		return nil, errNotFound("Subscription not found")
	}
	return done("Email successfully sent", nil), nil
}
